package dev.tapedeck.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Program;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration that cannot be meant keeps the packaged service from starting, in few words. No server is needed. */
class ConfigurationGateIT {

    private static final int FEW_LINES = 7;

    /** Variables that set what there is: of every stage, a map, a profile and a channel with a dash; and the local stack's. */
    private static final Map<String, String> SENSIBLE = Map.of(
            "TAPEDECK_INTAKE_QUEUE", "4M",
            "TAPEDECK_DEAD_LETTERS_JOURNAL", "notes",
            "TAPEDECK_SCREEN_RESTRICTIONS_DROP", "token",
            "TAPEDECK_SESSION_BATCH_MAX_AGE", "5s",
            "TAPEDECK_STORE_PREFIX", "recordings",
            "_POSTHOG_TAPEDECK_SUMMARY_SINK", "kafka",
            "TAPEDECK_OPERATE_TOKEN", "0123456789abcdef",
            "TAPEDECK_TELEMETRY_TRACES_HEADERS_AUTHORIZATION", "Bearer x",
            "MP_MESSAGING_OUTGOING_DEAD_LETTERS_TOPIC", "letters",
            "TAPEDECK_LIBCHDB", "/nowhere/libchdb.so");

    /** Variables of the framework: a map, a name in quotes, a named client, of the build; those of others that look like them. */
    private static final Map<String, String> SENSIBLE_FOR_OTHERS = Map.of(
            "QUARKUS_S3_AWS_CREDENTIALS_STATIC_PROVIDER_ACCESS_KEY_ID", "x",
            "QUARKUS_REDIS_RESTRICTIONS_PASSWORD", "x",
            "QUARKUS_LOG_CATEGORY__ORG_APACHE__LEVEL", "INFO",
            "QUARKUS_NATIVE_BUILDER_IMAGE", "x",
            "QUARKUS_TOOLS_SERVICE_HOST", "10.0.0.1",
            "QUARKUS_HOME", "/nowhere",
            "MP_MESSAGING_INCOMING_RECORDINGS_POLL_TIMEOUT", "100",
            "MP_MESSAGING_INCOMING_RECORDINGS_CLIENT_RACK", "a",
            "KAFKA_SECURITY_PROTOCOL", "PLAINTEXT",
            "KAFKA_HEAP_OPTS", "-Xmx1g");

    @ParameterizedTest
    @CsvSource({
        "tapedeck.session.batch-max-agee, 5s, tapedeck.session.batch-max-agee",
        "tapedeck.sesion.codec, zstd, tapedeck.sesion.codec",
        "%prdo.tapedeck.session.codec, zstd, the nearest is prod",
        "%prdo.quarkus.redis.hosts, redis://x, the nearest is prod",
        "quarkus.profile, 'prod,posthogg', the nearest is posthog",
        "quarkus.profile, staging, staging",
        "quarkus.redis.hots, redis://x, the nearest is quarkus.redis.hosts",
        "quarkus.s3.endpoint-overide, http://x, the nearest is quarkus.s3.endpoint-override",
        "quarkus.nothing, x, quarkus.nothing",
        "kafka.securty.protocol, SSL, the nearest is security.protocol",
        "mp.messaging.incoming.recordings.topicc, x, the nearest is topic",
        "mp.messaging.incoming.recordings.max-poll-record, 5, the nearest is max.poll.records",
        "mp.messaging.outgoing.dead-letters.acks.all, x, mp.messaging.outgoing.dead-letters.acks.all sets nothing",
        "%prod.tapedeck.session.kodec, zstd, tapedeck.session.kodec",
        "tapedeck.session.codec, brotli, tapedeck.session.codec",
        "tapedeck.session.zstd-level, 99, tapedeck.session.zstd-level",
        "tapedeck.intake.queue, 1, tapedeck.intake.queue",
        "tapedeck.screen.max-body, 0, tapedeck.screen.max-body",
        "tapedeck.store.prefix, /recordings, tapedeck.store.prefix",
        "tapedeck.summary.clickhouse.concurrency, 0, tapedeck.summary.clickhouse.concurrency",
        "mp.messaging.outgoing.overfow.topic, x, mp.messaging.outgoing.overfow",
        "mp.messaging.incoming.recordings.auto.offset.reset, never, auto.offset.reset",
        "mp.messaging.outgoing.overflow.topic, session_recording_snapshot_item_events, tapedeck.screen.overflow.mode"
    })
    void aMistakeIsNamed(String key, String value, String named) {
        refused(Program.run(Map.of(key, value, "kafka.bootstrap.servers", "127.0.0.1:9")), named);
    }

    @Test
    void mistakesAreNamedTogether() {
        Map<String, String> settings = Map.of(
                "tapedeck.intake.queue", "1",
                "tapedeck.summary.clickhouse.ca-certificates", "/nowhere/ca.pem",
                "tapedeck.operate.token", "short",
                "tapedeck.operate.top.tracked", "1");
        Program.Result result = Program.run(settings);
        settings.keySet().forEach(key -> refused(result, key));
    }

    @Test
    void mistakesInTheEnvironmentAreNamed_andNothingElse() {
        Map<String, String> settings = Map.of("mp.messaging.incoming.recordings.isolation.level", "read_uncommitted");
        Map<String, String> environment = new HashMap<>(SENSIBLE);
        environment.putAll(SENSIBLE_FOR_OTHERS);
        environment.put("QUARKUS_REDIS_HOTS", "redis://x");
        environment.put("MP_MESSAGING_INCOMING_RECORDINGS_TOPCI", "x");
        environment.put("TAPEDECK_SESION_CODEC", "zstd");
        environment.put("_PROD_TAPEDECK_STORE_BUKET", "x");
        environment.put("TAPEDECK_INTAKE_TRANSACTIONS", "true");
        environment.put("MP_MESSAGING_OUTGOING_DEAD_LETTERS_METADATA_MAX_AGE_MS", "1000");
        Program.Result result = Program.runWith(environment, settings);
        refused(result, "tapedeck.session.codec");
        refused(result, "tapedeck.store.bucket");
        refused(result, "mp.messaging.incoming.recordings.isolation.level");
        refused(result, "mp.messaging.outgoing.dead-letters");
        refused(
                result,
                "the variable QUARKUS_REDIS_HOTS sets no key that there is; the nearest is quarkus.redis.hosts");
        refused(result, "the variable MP_MESSAGING_INCOMING_RECORDINGS_TOPCI sets nothing; the nearest is topic");
        assertThat(result.output()).doesNotContain(SENSIBLE.keySet()).doesNotContain(SENSIBLE_FOR_OTHERS.keySet());
    }

    /** A class of the operator's own may read keys that nobody else knows. */
    @Test
    void keysOfAPlugInMayBeMeant() {
        Program.Result result = Program.run(Map.of(
                "mp.messaging.incoming.recordings.interceptor.classes", "com.example.Interceptor",
                "mp.messaging.incoming.recordings.example.url", "http://x",
                "tapedeck.operate.token", "short"));
        refused(result, "tapedeck.operate.token");
        assertThat(result.output()).doesNotContain("example.url");
    }

    private static void refused(Program.Result result, String named) {
        assertThat(result.output()).contains(named);
        assertThat(result.lines()).hasSizeLessThanOrEqualTo(FEW_LINES).noneMatch(line -> line.startsWith("\tat "));
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
