package dev.tapedeck.app;

import dev.tapedeck.screen.RedisWrites;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready unless Redis refuses writes: a session's retention would be forgotten, and its recording split over two. */
@Readiness
class RedisWritesCheck implements HealthCheck {

    private final RedisWrites writes;

    RedisWritesCheck(RedisWrites writes) {
        this.writes = writes;
    }

    @Override
    public HealthCheckResponse call() {
        String refusal = writes.refusal();
        var response = HealthCheckResponse.named("Redis takes writes").status(refusal == null);
        return refusal == null
                ? response.build()
                : response.withData("answer", refusal).build();
    }
}
