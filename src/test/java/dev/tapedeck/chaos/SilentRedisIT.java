package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.SilentRelay;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections to Redis that nobody closes and nothing comes through do not hold recordings up for as long as the system keeps them. */
class SilentRedisIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Deployment deployment = new Deployment("silent-redis", 1);

    @Test
    void newConnectionsTakeTheirPlace() {
        Instance instance = deployment.instance(0);
        URI redis = URI.create(deployment.stack().addresses().get("redis.url"));
        try (deployment;
                SilentRelay relay = new SilentRelay(redis.getHost(), redis.getPort())) {
            instance.with("quarkus.redis.hosts", "redis://127.0.0.1:" + relay.port());
            deployment.start();
            deployment.traffic().playOnce();
            deployment.settle();
            assertThat(relay.silence()).as("connections").isPositive();

            deployment.traffic().playOnce();

            await().atMost(LIMIT).until(() -> deployment.offsets().settled());
        }
    }
}
