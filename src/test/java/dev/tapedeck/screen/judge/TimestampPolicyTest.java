package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampPolicyTest {

    private static final long KAFKA = 1_000;

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T14:08:14.667Z, 2026-11-23T14:08:14.667Z",
        "2026-11-23T14:08:14.667123456Z, 2026-11-23T14:08:14.667Z",
        "2026-11-23T15:08:14+01:00, 2026-11-23T14:08:14Z",
        "2026-11-23t14:08:14z, 2026-11-23T14:08:14Z"
    })
    void now_isRfc3339(String now, Instant expected) {
        assertThat(TimestampPolicy.capturedAt(now, KAFKA)).isEqualTo(expected.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1795442892785", "2026-11-23", "+1000000000-12-31T23:59:59Z"})
    void otherText_leavesTheKafkaTimestamp(String now) {
        assertThat(TimestampPolicy.capturedAt(now, KAFKA)).isEqualTo(KAFKA);
    }

    @Test
    void none_leavesTheKafkaTimestamp() {
        assertThat(TimestampPolicy.capturedAt(null, KAFKA)).isEqualTo(KAFKA);
    }
}
