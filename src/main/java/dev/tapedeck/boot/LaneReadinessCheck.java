package dev.tapedeck.boot;

import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.intake.Lanes;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while no lane is held up by a server that does not answer, and no stop is under way. */
@Readiness
class LaneReadinessCheck implements HealthCheck {

    private final Lanes<?> lanes;

    LaneReadinessCheck(Lanes<?> lanes) {
        this.lanes = lanes;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> held = lanes.status().stream()
                .filter(lane -> !lane.failing().isEmpty() || lane.waitingFor() != null)
                .map(LaneReadinessCheck::reason)
                .toList();
        var response = HealthCheckResponse.named("lanes flow").status(held.isEmpty() && !lanes.draining());
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
