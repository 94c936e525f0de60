package dev.tapedeck.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What the meters say of all lanes together.
 *
 * @param now what ages are reckoned from
 */
record LaneFigures(List<LaneStatus> lanes, Instant now) {

    /** Many times as long as a fetch takes. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    long paused() {
        return lanes.stream().filter(LaneStatus::paused).count();
    }

    double oldestUnflushedSeconds() {
        return lanes.stream()
                .map(LaneStatus::unflushedSince)
                .filter(Objects::nonNull)
                .mapToDouble(since -> seconds(Duration.between(since, now)))
                .max()
                .orElse(0);
    }

    double lagSeconds() {
        return lanes.stream()
                .filter(lane -> !hasCaughtUp(lane))
                .mapToDouble(lane -> seconds(lane.behind()))
                .max()
                .orElse(0);
    }

    /** However late its last message was, when none has come for a while and it was free to come, there is none. */
    private boolean hasCaughtUp(LaneStatus lane) {
        return !lane.paused() && lane.queuedBytes() == 0 && lane.progressed().isBefore(now.minus(QUIET));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
