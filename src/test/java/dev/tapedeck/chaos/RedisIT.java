package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.SilentRelay;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One instance and its connections to Redis. */
class RedisIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int RULES = 7;
    private static final String KEY = "event_ingestion_restriction_dynamic_config:drop_event_from_ingestion";

    private final Deployment deployment = new Deployment("redis", 1);
    private final Instance instance = deployment.instance(0);
    private final URI redis = URI.create(deployment.stack().addresses().get("redis.url"));

    @AfterEach
    void close() {
        deployment.close();
    }

    /** Nobody closes them and nothing comes through: the system would keep them for a quarter of an hour. */
    @Test
    void newConnectionsTakeThePlaceOfSilentOnes() {
        try (SilentRelay relay = new SilentRelay(redis.getHost(), redis.getPort())) {
            instance.with("quarkus.redis.hosts", "redis://127.0.0.1:" + relay.port());
            deployment.start();
            deployment.traffic().playOnce();
            deployment.settle();
            assertThat(relay.silence()).as("connections").isPositive();

            deployment.traffic().playOnce();

            await().atMost(LIMIT).until(() -> deployment.offsets().settled());
        }
    }

    /** Another number of a database is another place; what is remembered of sessions stays in the first one. */
    @Test
    void restrictionsMayBeElsewhere() throws Exception {
        String elsewhere = redis + "/5";
        set(
                elsewhere,
                IntStream.range(0, RULES)
                        .mapToObj("{\"token\": \"token-%d\", \"pipelines\": [\"session_recordings\"]}"::formatted)
                        .collect(Collectors.joining(",", "[", "]")));
        instance.with("quarkus.redis.restrictions.hosts", elsewhere);
        deployment.start();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(instance.run().meters().sum("tapedeck_screen_restrictions"))
                        .isEqualTo(RULES));
        deployment.traffic().playOnce();
        deployment.settle();
        assertThat(instance.run().meters().sum("tapedeck_recorded_total")).isPositive();
    }

    private static void set(String address, String rules) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            RedisAPI.api(Redis.createClient(vertx, address))
                    .set(List.of(KEY, rules))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
