package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real Redis says that has become a replica. */
class RedisWritesRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScreenMeters meters = new ScreenMeters(registry);
    private final List<Runnable> ticks = new ArrayList<>();
    private final RedisWrites writes = new RedisWrites(
            new ScreenRedis(REDIS.redis(), TestConfig.of(Map.of()), meters),
            (delay, task) -> ticks.add(task),
            meters,
            true);

    @AfterEach
    void bePrimary() {
        replicaOf("no", "one");
    }

    @Test
    void aReplicaIsToldOfUntilItTakesWritesAgain() {
        writes.onStart(new StartupEvent());
        awaitReadOnly(0);
        assertThat(writes.refusal()).isNull();

        replicaOf("127.0.0.1", "1");
        awaitReadOnly(1);
        assertThat(writes.refusal()).startsWith("READONLY");

        replicaOf("no", "one");
        awaitReadOnly(0);
        assertThat(writes.refusal()).isNull();
    }

    private static void replicaOf(String host, String port) {
        REDIS.send(Request.cmd(Command.REPLICAOF).arg(host).arg(port));
    }

    private void awaitReadOnly(double expected) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            List<Runnable> due = List.copyOf(ticks);
            ticks.clear();
            due.forEach(Runnable::run);
            assertThat(registry.get("tapedeck.screen.redis.read.only").gauge().value())
                    .isEqualTo(expected);
        });
    }
}
