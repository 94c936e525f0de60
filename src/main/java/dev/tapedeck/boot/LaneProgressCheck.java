package dev.tapedeck.boot;

import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.intake.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as lanes make progress. A lane that waits for a server or tries a failed step again is alive, however long
 * that takes; one that a defect closed, or that holds work and does nothing with it, is not.
 */
@Liveness
class LaneProgressCheck implements HealthCheck {

    private static final Duration STUCK = Duration.ofMinutes(5);

    private final Lanes<?> lanes;
    private final InstantSource clock;

    LaneProgressCheck(Lanes<?> lanes, InstantSource clock) {
        this.lanes = lanes;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Instant limit = clock.instant().minus(STUCK);
        List<String> stuck = lanes.status().stream()
                .filter(lane -> lane.state().equals("failed") || isStuck(lane, limit))
                .map(lane -> lane.lane() + " " + lane.state())
                .toList();
        var response = HealthCheckResponse.named("lanes make progress").status(stuck.isEmpty());
        return stuck.isEmpty()
                ? response.build()
                : response.withData("stuck", String.join(", ", stuck)).build();
    }

    private static boolean isStuck(LaneStatus lane, Instant limit) {
        return lane.busy()
                && !lane.suspended()
                && lane.failing().isEmpty()
                && lane.waitingFor() == null
                && lane.progressed().isBefore(limit);
    }
}
