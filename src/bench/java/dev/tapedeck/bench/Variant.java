package dev.tapedeck.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to package the service.
 *
 * @param before of the command line, before the settings
 * @param after of the command line, after the settings
 */
record Variant(String name, List<String> before, List<String> after) {

    private static final List<String> OPTIONS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow");

    static Variant fastJar(Path root) {
        return jar("fast-jar", List.of(), root.resolve("target/quarkus-app/quarkus-run.jar"));
    }

    /** The bare program that the service is compared with. */
    static Variant floor() {
        List<String> before = new ArrayList<>();
        before.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        before.addAll(OPTIONS);
        return new Variant(
                "floor", before, List.of("-cp", System.getProperty("java.class.path"), Floor.class.getName()));
    }

    /** The same with another setting. */
    Variant with(String setting) {
        List<String> all = new ArrayList<>(after);
        all.addFirst(setting);
        return new Variant(name, before, all);
    }

    /** Those that have been packaged: {@code -Dvariant.aot=FOLDER} with a jar and its cache, {@code -Dvariant.native=FILE}. */
    static List<Variant> packaged(Path root) throws IOException {
        List<Variant> variants = new ArrayList<>(List.of(fastJar(root)));
        String aot = System.getProperty("variant.aot", "");
        if (!aot.isEmpty()) {
            Path folder = Path.of(aot);
            variants.add(jar(
                    "aot cache",
                    List.of("-XX:AOTCache=" + folder.resolve("app.aot"), "-XX:AOTMode=on"),
                    folder.resolve("quarkus-run.jar")));
        }
        executable(root).forEach(file -> variants.add(new Variant("native", List.of(file.toString(), "-Xmx256m"), List.of())));
        return variants;
    }

    private static Variant jar(String name, List<String> options, Path jar) {
        List<String> before = new ArrayList<>();
        before.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        before.addAll(options);
        before.addAll(OPTIONS);
        return new Variant(name, before, List.of("-jar", jar.toString()));
    }

    private static List<Path> executable(Path root) throws IOException {
        String given = System.getProperty("variant.native", "");
        if (!given.isEmpty()) {
            return List.of(Path.of(given));
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("target"), "*-runner")) {
            files.forEach(found::add);
        }
        return found;
    }
}
