package dev.tapedeck.app;

import dev.tapedeck.kafka.consumer.StuckPartitionDetector;
import dev.tapedeck.lane.Lanes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as lanes make progress. A lane that waits for a server is alive, however long it waits. A lane is not alive if a bug has
 * closed it, if it does nothing with its messages, or if its partition has messages that no poll returns.
 */
@Liveness
class LivenessCheck implements HealthCheck {

    private final Lanes<?> lanes;
    private final StuckPartitionDetector polls;
    private final InstantSource clock;

    LivenessCheck(Lanes<?> lanes, StuckPartitionDetector polls, InstantSource clock) {
        this.lanes = lanes;
        this.polls = polls;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        Instant now = clock.instant();
        List<String> stuck = lanes.status().stream()
                .filter(lane -> lane.isStuck(now))
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
