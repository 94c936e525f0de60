package dev.tapedeck.diagnostics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Whether the configuration of one part can be meant. Asked once, before anything starts. */
public interface ConfigValidator {

    /** A sentence for each mistake, naming the key; none lets the service start. Names no secret. */
    List<String> mistakes();

    /** @throws IllegalArgumentException if the key's value is no file that can be read */
    static void expectReadable(String key, String file) {
        Path path = Path.of(file);
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            throw new IllegalArgumentException(key + " must name a file that can be read, but is " + file);
        }
    }

    /** The mistakes that some checks report by throwing. */
    static List<String> thrownBy(Runnable... checks) {
        return Arrays.stream(checks)
                .flatMap(check -> {
                    try {
                        check.run();
                        return Stream.<String>empty();
                    } catch (IllegalArgumentException e) {
                        return Stream.of(String.valueOf(e.getMessage()));
                    }
                })
                .toList();
    }
}
