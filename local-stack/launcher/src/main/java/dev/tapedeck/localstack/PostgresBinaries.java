package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the jar that carries them. */
record PostgresBinaries(Cache cache, Versions versions) {

    void provide() throws IOException, InterruptedException, StackException {
        if (needsNamespace() && !namespaceWorks()) {
            throw new StackException("PostgreSQL does not run as root, and this host lets root have no user namespace"
                    + " (unshare -U): start the stack as another user, or without postgres by --only");
        }
        cache.folder("postgres", versions.postgres(), this::unpack);
    }

    /** The beginning of a command line that runs one of the programs. */
    List<String> command(String program) {
        String path = cache.root()
                .resolve(Path.of("postgres", versions.postgres(), "bin", program))
                .toString();
        return needsNamespace() ? List.of("unshare", "-U", path) : List.of(path);
    }

    /** PostgreSQL refuses to be root. In a user namespace of its own it is not, and still owns root's files. */
    private static boolean needsNamespace() {
        return System.getProperty("user.name").equals("root");
    }

    private static boolean namespaceWorks() throws InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void unpack(Path folder) throws IOException, StackException {
        Platform platform = Platform.current();
        String resource = "/postgres-" + platform.system() + "-" + platform.machine("x86_64", "arm_64") + ".txz";
        try (InputStream in = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StackException("the jar with PostgreSQL has no " + resource
                        + "; build the stack with -Dpostgres.platform for this machine");
            }
            Archive.unpack(new XZInputStream(in), folder);
        }
    }
}
