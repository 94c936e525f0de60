package dev.tapedeck.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.ProcessMemory;
import dev.tapedeck.testing.WithLocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.DisabledOnIntegrationTest;
import io.quarkus.test.junit.DisabledOnIntegrationTest.ArtifactType;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An idle executable holds little memory that the kernel cannot take back. */
@QuarkusIntegrationTest
@WithTestResource(WithLocalStack.class)
@DisabledOnIntegrationTest(value = "only an executable does", forArtifactTypes = ArtifactType.JAR)
@Tag("packaged")
class IdleMemoryIT {

    private static final long MOST_BYTES = 70 << 20;
    private static final Duration TWO_COLLECTIONS = Duration.ofSeconds(70);

    @Test
    void anIdleExecutableGivesMemoryBack() {
        ProcessMemory memory = new ProcessMemory(ProcessHandle.current()
                .descendants()
                .filter(one -> one.info().command().orElse("").endsWith("-runner"))
                .findFirst()
                .orElseThrow()
                .pid());
        await().atMost(TWO_COLLECTIONS)
                .untilAsserted(() -> assertThat(memory.anonymousBytes()).isLessThanOrEqualTo(MOST_BYTES));
    }
}
