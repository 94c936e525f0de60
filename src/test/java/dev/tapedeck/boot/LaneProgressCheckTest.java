package dev.tapedeck.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.boot.LaneProgressCheck.Patience;
import dev.tapedeck.intake.LaneId;
import dev.tapedeck.intake.LaneStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneProgressCheckTest {

    private static final Instant TIME = Instant.parse("2026-11-27T09:00:00Z");
    private static final Patience PATIENCE = new Patience(Duration.ofMinutes(6), Duration.ofHours(1));

    @Test
    void anOpenBatchMayWaitForItsAge() {
        LaneStatus open = lane(0, 100, TIME, 0, null);
        assertThat(PATIENCE.isOver(open, TIME.plus(Duration.ofMinutes(65)))).isFalse();
        assertThat(PATIENCE.isOver(open, TIME.plus(Duration.ofMinutes(67)))).isTrue();
    }

    @Test
    void messagesAndSealedBatchesMayNot() {
        Instant soon = TIME.plus(Duration.ofMinutes(5));
        Instant later = TIME.plus(Duration.ofMinutes(7));
        for (LaneStatus lane : new LaneStatus[] {lane(10, 100, TIME, 0, null), lane(0, 100, TIME, 1, null)}) {
            assertThat(PATIENCE.isOver(lane, soon)).isFalse();
            assertThat(PATIENCE.isOver(lane, later)).isTrue();
        }
    }

    @Test
    void aLaneThatHasNothingOrWaitsForAServerIsNeverLate() {
        Instant later = TIME.plus(Duration.ofDays(2));
        assertThat(PATIENCE.isOver(lane(0, 0, null, 0, null), later)).isFalse();
        assertThat(PATIENCE.isOver(lane(10, 100, TIME, 1, "redis"), later)).isFalse();
    }

    private static LaneStatus lane(
            long queuedBytes, long openBytes, @Nullable Instant since, int sealed, @Nullable String waitingFor) {
        return new LaneStatus(
                new LaneId("recordings", 0, 1),
                "running",
                5,
                5,
                5,
                queuedBytes,
                openBytes,
                since,
                sealed,
                false,
                false,
                waitingFor,
                Set.of(),
                TIME,
                since,
                Duration.ZERO);
    }
}
