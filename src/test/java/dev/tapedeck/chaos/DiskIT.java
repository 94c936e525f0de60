package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the service leaves on disk: two libraries in the folder for temporary files, and nothing anywhere else. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the files that a process has open are asked of /proc")
class DiskIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 16 << 20;

    @Test
    void onlyNativeCodeIsWrittenAndOnlyToTheFolderForTemporaryFiles(@TempDir Path folder) throws IOException {
        StackAddresses addresses = LocalStack.shared().addresses();
        Path home = Files.createDirectory(folder.resolve("home"));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path program = ServiceProcess.PROGRAM;
        Map<Path, String> programBefore = tree(program);
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.put("tapedeck.session.batch-max-age", "1s");
        settings.put("tapedeck.session.codec", "snappy");
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary, "-XX:+PerfDisableSharedMem");
        ServiceProcess service = ServiceProcess.start(
                home,
                options,
                settings,
                Path.of("target/chaos/disk/service.log").toAbsolutePath());
        try (Traffic traffic = new Traffic(addresses);
                GroupOffsets offsets = new GroupOffsets(addresses)) {
            await().atMost(LIMIT).until(service::started);
            traffic.playOnce();
            await().atMost(LIMIT).until(offsets::settled);
            assertThat(service.meters().sum("tapedeck_objects_stored_total")).isPositive();
            assertThat(service.writes())
                    .as("files open for writing, but for the log that this test redirects")
                    .allMatch(file -> file.startsWith(temporary) || file.endsWith("service.log"));
            assertThat(tree(home)).isEmpty();
            assertThat(tree(program)).isEqualTo(programBefore);
            assertThat(tree(temporary).keySet())
                    .as("the libraries of zstd and snappy")
                    .allMatch(file ->
                            file.toString().contains("zstd") || file.toString().contains("snappy"));
            assertThat(bytes(temporary)).isLessThan(MOST_BYTES);
        } finally {
            service.kill();
        }
    }

    /** Every file below the folder, with its size and the time of its last change. */
    private static Map<Path, String> tree(Path folder) throws IOException {
        Map<Path, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tree.put(folder.relativize(file), Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return tree;
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
