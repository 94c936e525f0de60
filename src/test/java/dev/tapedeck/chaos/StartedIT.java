package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service counts as started once everything that it needs is there, and says until then what is not. */
class StartedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aMissingBucketKeepsItFromHavingStarted() {
        StackAddresses addresses = LocalStack.shared().addresses();
        String bucket = "late-" + Long.toHexString(System.nanoTime());
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.put("tapedeck.store.bucket", bucket);
        settings.put("mp.messaging.incoming.recordings.group.id", bucket);
        ServiceProcess service = ServiceProcess.start(List.of(), settings, Path.of("target/chaos", bucket + ".log"));
        try {
            await().atMost(LIMIT)
                    .until(() -> service.health("started").contains("Bucket " + bucket + " does not exist"));
            assertThat(service.started()).isFalse();
            assertThat(service.live()).isTrue();
            assertThat(service.output()).contains("TD-0002", "tapedeck doctor --fix");
            assertThat(Program.run(settings, "doctor", "--fix").output()).contains("created bucket " + bucket);
            await().atMost(LIMIT).until(service::started);
        } finally {
            service.kill();
        }
    }
}
