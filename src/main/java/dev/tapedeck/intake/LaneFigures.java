package dev.tapedeck.intake;

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
        return lanes.stream().mapToDouble(lane -> seconds(lane.behind())).max().orElse(0);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
