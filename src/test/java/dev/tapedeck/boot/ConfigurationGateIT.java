package dev.tapedeck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Program;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration that cannot be meant keeps the packaged service from starting, in few words. No server is needed. */
class ConfigurationGateIT {

    private static final int FEW_LINES = 4;

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

    @ParameterizedTest
    @CsvSource({
        "tapedeck.session.batch-max-agee, 5s, tapedeck.session.batch-max-agee",
        "tapedeck.sesion.codec, zstd, tapedeck.sesion.codec",
        "%prdo.tapedeck.session.codec, zstd, %prdo.tapedeck.session.codec",
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
        environment.put("TAPEDECK_SESION_CODEC", "zstd");
        environment.put("_PROD_TAPEDECK_STORE_BUKET", "x");
        environment.put("TAPEDECK_INTAKE_TRANSACTIONS", "true");
        environment.put("MP_MESSAGING_OUTGOING_DEAD_LETTERS_METADATA_MAX_AGE_MS", "1000");
        Program.Result result = Program.runWith(environment, settings);
        refused(result, "tapedeck.session.codec");
        refused(result, "tapedeck.store.bucket");
        refused(result, "mp.messaging.incoming.recordings.isolation.level");
        refused(result, "mp.messaging.outgoing.dead-letters");
        assertThat(result.output()).doesNotContain(SENSIBLE.keySet());
    }

    private static void refused(Program.Result result, String named) {
        assertThat(result.output()).contains(named);
        assertThat(result.lines()).hasSizeLessThanOrEqualTo(FEW_LINES).noneMatch(line -> line.startsWith("\tat "));
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
