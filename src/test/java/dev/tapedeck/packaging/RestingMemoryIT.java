package dev.tapedeck.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.WithLocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.DisabledOnIntegrationTest;
import io.quarkus.test.junit.DisabledOnIntegrationTest.ArtifactType;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The executable keeps little of the memory that its start and its work have taken. */
@QuarkusIntegrationTest
@WithTestResource(WithLocalStack.class)
@DisabledOnIntegrationTest(value = "only an executable does", forArtifactTypes = ArtifactType.JAR)
@Tag("packaged")
class RestingMemoryIT {

    private static final long MOST_KIB = 80 << 10;
    private static final Duration TWO_LOOKS = Duration.ofSeconds(70);

    @Test
    void anExecutableAtRestGivesItsMemoryBack() {
        long pid = ProcessHandle.current()
                .descendants()
                .filter(one -> one.info().command().orElse("").endsWith("-runner"))
                .findFirst()
                .orElseThrow()
                .pid();
        await().atMost(TWO_LOOKS)
                .untilAsserted(() -> assertThat(kibibytes(pid, "VmRSS:"))
                        .as("of %d at most so far", kibibytes(pid, "VmHWM:"))
                        .isLessThan(MOST_KIB));
        assertThat(kibibytes(pid, "VmHWM:")).as("what the start alone takes").isGreaterThan(MOST_KIB);
    }

    private static long kibibytes(long pid, String what) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
