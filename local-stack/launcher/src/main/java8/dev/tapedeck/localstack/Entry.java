package dev.tapedeck.localstack;

/**
 * What {@code java -jar launcher.jar} runs. Compiled for Java 8, so that an older Java gets to say what is missing
 * rather than fail on the first class file.
 */
public final class Entry {

    private static final int REQUIRED = 25;

    private Entry() {}

    /** Starts the launcher; on an older Java says so and ends with status 2. */
    public static void main(String[] arguments) throws Exception {
        String version = System.getProperty("java.specification.version");
        if (version.startsWith("1.") || Integer.parseInt(version) < REQUIRED) {
            System.err.println("The local stack needs JDK " + REQUIRED + " or newer; this is Java " + version + " in "
                    + System.getProperty("java.home") + ".");
            System.exit(2);
        }
        Class.forName("dev.tapedeck.localstack.Launcher")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }
}
