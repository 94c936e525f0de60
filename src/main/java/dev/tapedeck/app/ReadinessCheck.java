package dev.tapedeck.app;

import dev.tapedeck.kafka.consumer.ClusterWatch;
import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.Lanes;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while all of this holds: no lane waits for an unavailable server, no lost messages are unacknowledged, the topic exists, no other
 * process has this one's name in the group, and the process is not stopping.
 */
@Readiness
class ReadinessCheck implements HealthCheck {

    private final Lanes<?> lanes;
    private final ClusterWatch cluster;

    ReadinessCheck(Lanes<?> lanes, ClusterWatch cluster) {
        this.lanes = lanes;
        this.cluster = cluster;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> held = lanes.status().stream()
                .filter(lane -> !lane.failing().isEmpty() || lane.waitingFor() != null)
                .map(ReadinessCheck::reason)
                .toList();
        List<String> notices = lanes.notices();
        String fenced = cluster.fenced();
        Set<String> gone = cluster.missing();
        var response = HealthCheckResponse.named("lanes flow")
                .status(held.isEmpty() && notices.isEmpty() && gone.isEmpty() && fenced == null && !lanes.draining());
        if (!gone.isEmpty()) {
            response.withData("deleted", String.join(", ", gone));
        }
        if (fenced != null) {
            response.withData("fenced", fenced);
        }
        if (!notices.isEmpty()) {
            response.withData("missing", String.join("; ", notices));
        }
        if (lanes.draining()) {
            response.withData("stopping", true);
        }
        List<String> suspended = lanes.status().stream()
                .filter(LaneStatus::suspended)
                .map(lane -> lane.lane().toString())
                .toList();
        if (!suspended.isEmpty()) {
            response.withData("suspended", String.join(", ", suspended));
        }
        return held.isEmpty()
                ? response.build()
                : response.withData("held", String.join(", ", held)).build();
    }

    private static String reason(LaneStatus lane) {
        String what = lane.waitingFor() == null
                ? "retrying " + String.join(" and ", lane.failing())
                : "waiting for " + lane.waitingFor();
        return lane.lane() + " " + what;
    }
}
