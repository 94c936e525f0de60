package dev.tapedeck.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images can be built from what the build leaves, and keep to a few rules. */
class ImagesIT {

    private static final Path FOLDER = Path.of("src/main/docker");

    static List<Path> dockerfiles() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    /** Those that the builds with other options make, the executable and the cache, may be missing where those were not asked for. */
    @ParameterizedTest
    @MethodSource("dockerfiles")
    void everySourceOfACopyExists(Path dockerfile) throws IOException {
        List<String> sources = sources(dockerfile);
        assertThat(sources).isNotEmpty();
        for (String source : sources) {
            if (isBuilt(source)) {
                assertThat(matching(source)).as("%s of %s", source, dockerfile).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void itRunsAsNobodySpecialFromAPinnedBase(Path dockerfile) throws IOException {
        List<String> lines = instructions(dockerfile);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("ARG BASE="))
                .singleElement()
                .asString()
                .matches("ARG BASE=\\S+:[\\w.-]*\\d[\\w.-]*");
        assertThat(lines).filteredOn(line -> line.startsWith("FROM ")).containsExactly("FROM ${BASE}");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("USER "))
                .singleElement()
                .asString()
                .matches("USER [1-9]\\d+");
        assertThat(lines).anyMatch(line -> line.startsWith("LABEL "));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("ENTRYPOINT "))
                .singleElement()
                .asString()
                .startsWith("ENTRYPOINT [");
        assertThat(lines).noneMatch(line -> line.startsWith("ADD ") || line.startsWith("RUN "));
    }

    private static boolean isBuilt(String source) throws IOException {
        boolean executable =
                Files.readString(Path.of("target/quarkus-artifact.properties")).contains("type=native");
        return !(source.endsWith("-runner") && !executable) && !(source.endsWith(".aot") && !Boolean.getBoolean("aot"));
    }

    private static List<String> sources(Path dockerfile) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String line : instructions(dockerfile)) {
            if (line.startsWith("COPY ")) {
                List<String> words = Arrays.stream(line.split("\\s+"))
                        .skip(1)
                        .filter(word -> !word.startsWith("--"))
                        .toList();
                sources.addAll(words.subList(0, words.size() - 1));
            }
        }
        return sources;
    }

    /** Lines without comments, continued ones put together. */
    private static List<String> instructions(Path dockerfile) throws IOException {
        String text = Files.readString(dockerfile).replaceAll("(?m)^#.*\\R", "").replaceAll("\\\\\\R\\s*", "");
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static List<Path> matching(String source) throws IOException {
        Path path = Path.of(source);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(path.getParent(), path.getFileName().toString())) {
            files.forEach(found::add);
        }
        return found;
    }
}
