package dev.tapedeck.tryout;

import java.nio.file.Path;

/** The Java that runs this program also runs the others: the one on the PATH may be too old. */
final class Java {

    private Java() {}

    static String home() {
        return System.getProperty("java.home");
    }

    static String program() {
        return Path.of(home(), "bin", "java").toString();
    }
}
