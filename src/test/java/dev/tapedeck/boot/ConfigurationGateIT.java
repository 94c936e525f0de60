package dev.tapedeck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Program;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configuration that cannot be meant keeps the packaged service from starting, in few words. No server is needed. */
class ConfigurationGateIT {

    private static final int FEW_LINES = 4;

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
        Program.Result result = Program.run(Map.of(key, value, "kafka.bootstrap.servers", "127.0.0.1:9"));
        assertThat(result.output()).contains(named);
        assertThat(result.lines()).hasSizeLessThanOrEqualTo(FEW_LINES).noneMatch(line -> line.startsWith("\tat "));
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
