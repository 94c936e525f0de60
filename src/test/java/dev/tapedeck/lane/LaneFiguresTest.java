package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.LaneId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneFiguresTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration LATE = Duration.ofMinutes(6);

    @Test
    void aQuietPartitionIsNotBehindHoweverLateItsLastMessageWas() {
        assertThat(lag(lane(5, 0, false))).isEqualTo(360);
        assertThat(lag(lane(40, 0, false))).isZero();
    }

    @Test
    void aPartitionThatMayNotGoOnIsBehind() {
        assertThat(lag(lane(40, 0, true))).isEqualTo(360);
        assertThat(lag(lane(40, 10, false))).isEqualTo(360);
    }

    private static double lag(LaneStatus lane) {
        return new Lanes.Figures(List.of(lane), NOW).lagSeconds();
    }

    private static LaneStatus lane(int idleSeconds, long queuedBytes, boolean paused) {
        return new LaneStatus(
                new LaneId("recordings", 0, 1),
                "running",
                5,
                5,
                5,
                queuedBytes,
                0,
                null,
                0,
                paused,
                false,
                null,
                Set.of(),
                NOW.minusSeconds(idleSeconds),
                null,
                NOW,
                null,
                LATE);
    }
}
