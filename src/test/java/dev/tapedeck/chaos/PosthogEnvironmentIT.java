package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the variables of PostHog's own ingester, and nothing else, the packaged service does its work. */
class PosthogEnvironmentIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int OK = 200;

    @Test
    void theVariablesOfPosthogAreEnough() {
        StackAddresses addresses = LocalStack.shared().addresses();
        int port = ServiceProcess.freePort();
        Map<String, String> environment = posthogs(addresses);
        environment.put("HTTP_SERVER_PORT", Integer.toString(port));
        ServiceProcess service =
                ServiceProcess.start(port, environment, Path.of("target/chaos", "posthog-" + port + ".log"));
        try (Broker broker = new Broker(addresses);
                Bucket bucket = new Bucket(addresses)) {
            String session = "environment-" + Long.toHexString(System.nanoTime());
            broker.send(Recording.samples().getFirst().message(0, session));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(broker.content("clickhouse_session_replay_events"))
                            .anyMatch(row -> new String(row.key(), UTF_8).equals(session)));
            assertThat(bucket.keys("of-posthog/")).isNotEmpty();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(status(service, "/_ready")).isEqualTo(OK));
            assertThat(body(service, "/_ready")).isEqualTo("{\"status\":\"ok\"}");
            assertThat(status(service, "/_health")).isEqualTo(OK);
            assertThat(body(service, "/_health"))
                    .startsWith("{\"status\":\"ok\"")
                    .contains("\"lanes make progress\":\"ok\"");
            assertThat(body(service, "/metrics")).contains("tapedeck_received_total");
            assertThat(service.output())
                    .contains("TD-0043", "SESSION_RECORDING_FEATURES_ENABLED")
                    .doesNotContain("SESSION_RECORDING_MAX_BATCH_AGE_MS");
        } finally {
            service.kill();
        }
    }

    @Test
    void posthogsOwnGroupIsNotJoinedUnasked() {
        Map<String, String> environment = posthogs(LocalStack.shared().addresses());
        environment.put("INGESTION_SESSION_REPLAY_CONSUMER_GROUP_ID", "session-recordings-blob-v2");
        environment.put("SESSION_RECORDING_MAX_BATCH_AGE_MS", "soon");
        Program.Result refused = Program.runWith(environment, Map.of());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains(
                        "TD-0001", "tapedeck.intake.take-over=true", "the variable SESSION_RECORDING_MAX_BATCH_AGE_MS");
    }

    private static Map<String, String> posthogs(StackAddresses addresses) {
        URI redis = URI.create(addresses.get("redis.url"));
        String database = addresses
                .get("postgres.url")
                .replaceFirst(
                        "^[^/]*//",
                        "postgres://" + addresses.get("postgres.user") + ':' + addresses.get("postgres.password")
                                + '@');
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARKUS_PROFILE", "prod,posthog");
        environment.put("KAFKA_HOSTS", addresses.get("kafka.bootstrap.servers"));
        environment.put("KAFKA_SECURITY_PROTOCOL", "plaintext");
        environment.put("DATABASE_URL", database);
        environment.put("POSTHOG_SESSION_RECORDING_REDIS_HOST", redis.getHost());
        environment.put("POSTHOG_SESSION_RECORDING_REDIS_PORT", Integer.toString(redis.getPort()));
        environment.put("SESSION_RECORDING_V2_S3_ENDPOINT", addresses.get("s3.endpoint"));
        environment.put("SESSION_RECORDING_V2_S3_REGION", addresses.get("s3.region"));
        environment.put("SESSION_RECORDING_V2_S3_BUCKET", addresses.get("s3.bucket"));
        environment.put("SESSION_RECORDING_V2_S3_PREFIX", "of-posthog");
        environment.put("SESSION_RECORDING_V2_S3_ACCESS_KEY_ID", addresses.get("s3.access.key"));
        environment.put("SESSION_RECORDING_V2_S3_SECRET_ACCESS_KEY", addresses.get("s3.secret.key"));
        environment.put("SESSION_RECORDING_MAX_BATCH_AGE_MS", "500");
        environment.put("SESSION_RECORDING_FEATURES_ENABLED", "true");
        return environment;
    }

    private static int status(ServiceProcess service, String path) {
        HttpResponse<String> answer = service.get(path);
        return answer == null ? 0 : answer.statusCode();
    }

    private static String body(ServiceProcess service, String path) {
        HttpResponse<String> answer = service.get(path);
        return answer == null ? "" : answer.body();
    }
}
