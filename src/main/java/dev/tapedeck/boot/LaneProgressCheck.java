package dev.tapedeck.boot;

import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.intake.Lanes;
import dev.tapedeck.intake.PollWatch;
import dev.tapedeck.session.SessionConfig;
import dev.tapedeck.summary.SummaryConfig;
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
    private final Patience patience;

    LaneProgressCheck(
            Lanes<?> lanes, PollWatch polls, InstantSource clock, SessionConfig session, SummaryConfig summary) {
        this.lanes = lanes;
        this.polls = polls;
        this.clock = clock;
        this.patience = new Patience(STUCK.plus(summary.clickhouse().timeout()), session.batchMaxAge());
    }

    /**
     * For how long a lane may do nothing.
     *
     * @param step with something to do: longer than the longest single attempt
     * @param batch until its open batch is due
     */
    record Patience(Duration step, Duration batch) {

        /** Whether the lane should have done something by now. */
        boolean isOver(LaneStatus lane, Instant now) {
            boolean excused = lane.suspended() || !lane.failing().isEmpty() || lane.waitingFor() != null;
            return lane.busy() && !excused && due(lane).plus(step).isBefore(now);
        }

        /** A lane that holds an open batch and nothing else waits for its age. */
        private Instant due(LaneStatus lane) {
            Instant since = lane.openSince();
            if (since == null || lane.queuedBytes() > 0 || lane.sealedBatches() > 0) {
                return lane.progressed();
            }
            Instant sealed = since.plus(batch);
            return sealed.isAfter(lane.progressed()) ? sealed : lane.progressed();
        }
    }

    @Override
    public HealthCheckResponse call() {
        Instant now = clock.instant();
        List<String> stuck = lanes.status().stream()
                .filter(lane -> lane.state().equals("failed") || patience.isOver(lane, now))
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
}
