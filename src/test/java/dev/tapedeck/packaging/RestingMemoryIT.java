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

/** The executable keeps little of the memory that its start and its work have taken. */
@QuarkusIntegrationTest
@WithTestResource(WithLocalStack.class)
@DisabledOnIntegrationTest(value = "only an executable does", forArtifactTypes = ArtifactType.JAR)
@Tag("packaged")
class RestingMemoryIT {

    private static final long MOST_BYTES = 80 << 20;
    private static final Duration TWO_LOOKS = Duration.ofSeconds(70);

    @Test
    void anExecutableAtRestGivesItsMemoryBack() {
        ProcessMemory memory = new ProcessMemory(ProcessHandle.current()
                .descendants()
                .filter(one -> one.info().command().orElse("").endsWith("-runner"))
                .findFirst()
                .orElseThrow()
                .pid());
        await().atMost(TWO_LOOKS)
                .untilAsserted(() -> assertThat(memory.residentBytes())
                        .as("of %d at most so far", memory.mostResidentBytes())
                        .isLessThan(MOST_BYTES));
        assertThat(memory.mostResidentBytes()).as("what the start alone takes").isGreaterThan(MOST_BYTES);
    }
}
