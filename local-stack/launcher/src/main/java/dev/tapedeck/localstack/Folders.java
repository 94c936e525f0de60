package dev.tapedeck.localstack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Where things are.
 *
 * @param stack the folder of launcher.jar, with the parts' jars below it
 * @param data the folder of the parts' data and logs
 */
record Folders(Path stack, Path data) {

    /** Folders around this launcher's jar, with the data in {@code .data} of the project unless {@code options} say. */
    static Folders of(Options options) {
        Path stack = ownJar().getParent();
        return new Folders(
                stack, options.data().orElse(stack.resolve("../../.data").normalize()));
    }

    /** The jar of a part that is a Java program. */
    Path jar(PartName part) {
        return stack.resolve("lib").resolve(part.text()).resolve(part.text() + ".jar");
    }

    Path data(PartName part) {
        return data.resolve(part.text());
    }

    Path log(PartName part) {
        return data.resolve("logs").resolve(part.text() + ".log");
    }

    /** Deletes what these parts keep, and nothing else: the folder may be one that holds other things. */
    void empty(Collection<PartName> parts) throws IOException {
        for (PartName part : parts) {
            FileTree.delete(data(part));
        }
    }

    /** Makes room for the logs, and drops those of the last run. */
    void renewLogs(Collection<PartName> parts) throws IOException {
        Files.createDirectories(data.resolve("logs"));
        for (PartName part : parts) {
            Files.deleteIfExists(log(part));
        }
    }

    private static Path ownJar() {
        try {
            return Path.of(Folders.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
