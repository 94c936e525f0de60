package dev.tapedeck.boot;

import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.intake.Lanes;
import dev.tapedeck.intake.PollWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as lanes make progress. A lane that waits for a server or tries a failed step again is alive, however long
 * that takes; one that a defect closed, or that holds work and does nothing with it, is not. Nor is one whose
 * partition has messages that no poll brings.
 */
@Liveness
class LaneProgressCheck implements HealthCheck {

    private static final Duration STUCK = Duration.ofMinutes(5);

    private final Lanes<?> lanes;
    private final PollWatch polls;
    private final InstantSource clock;

    LaneProgressCheck(Lanes<?> lanes, PollWatch polls, InstantSource clock) {
        this.lanes = lanes;
        this.polls = polls;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Instant limit = clock.instant().minus(STUCK);
        List<String> stuck = lanes.status().stream()
                .filter(lane -> lane.state().equals("failed") || isStuck(lane, limit))
                .map(lane -> lane.lane() + " " + lane.state())
                .toList();
        List<String> silent = polls.stuck();
        var response = HealthCheckResponse.named("lanes make progress").status(stuck.isEmpty() && silent.isEmpty());
        if (!stuck.isEmpty()) {
            response.withData("stuck", String.join(", ", stuck));
        }
        if (!silent.isEmpty()) {
            response.withData("unreadable", String.join(", ", silent));
        }
        return response.build();
    }

    private static boolean isStuck(LaneStatus lane, Instant limit) {
        return lane.busy()
                && !lane.suspended()
                && lane.failing().isEmpty()
                && lane.waitingFor() == null
                && lane.progressed().isBefore(limit);
    }
}
