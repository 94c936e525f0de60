package dev.tapedeck.localstack;

/** The machine, in the words of those who publish binaries. */
record Platform(boolean linux, boolean mac, boolean x64, boolean arm64) {

    static Platform current() {
        String system = System.getProperty("os.name").toLowerCase();
        String machine = System.getProperty("os.arch").toLowerCase();
        return new Platform(
                system.contains("linux"),
                system.contains("mac"),
                machine.equals("amd64") || machine.equals("x86_64"),
                machine.equals("aarch64") || machine.equals("arm64"));
    }

    /** {@code linux} or {@code darwin}. */
    String system() throws StackException {
        if (!linux && !mac) {
            throw new StackException("there are binaries for Linux and macOS only");
        }
        return linux ? "linux" : "darwin";
    }

    /** One of two names, by the processor. */
    String machine(String ifX64, String ifArm64) throws StackException {
        if (!x64 && !arm64) {
            throw new StackException("there are binaries for x86-64 and ARM64 only");
        }
        return x64 ? ifX64 : ifArm64;
    }
}
