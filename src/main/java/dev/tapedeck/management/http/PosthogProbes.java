package dev.tapedeck.management.http;

import dev.tapedeck.management.http.Endpoint.Answer;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What probes that were made for PostHog's ingester ask, in profile {@code posthog}: whoever asks needs no token. */
@Singleton
class PosthogProbes implements Endpoint.Group {

    static final String HEALTH = "/_health";
    static final String READY = "/_ready";
    static final String METRICS = "/metrics";

    private static final Set<String> PATHS = Set.of(HEALTH, READY, METRICS);

    private final SmallRyeHealthReporter reporter;
    private final boolean active = ConfigUtils.isProfileActive("posthog");

    PosthogProbes(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public List<Endpoint> endpoints() {
        return active
                ? List.of(
                        Endpoint.get(HEALTH, call -> answer(reporter.getLivenessAsync(), PosthogProbes::checks)),
                        Endpoint.get(READY, call -> answer(reporter.getReadinessAsync(), health -> new JsonObject())))
                : List.of();
    }

    /** Whether this path is one of them. */
    boolean has(String path) {
        return active && PATHS.contains(path);
    }

    private static Uni<Answer> answer(Uni<SmallRyeHealth> asked, Function<SmallRyeHealth, JsonObject> details) {
        return asked.map(health -> new Answer(
                health.isDown() ? Answer.UNAVAILABLE : Answer.OK,
                "application/json",
                new JsonObject().put("status", word(health.isDown())).mergeIn(details.apply(health))));
    }

    private static JsonObject checks(SmallRyeHealth health) {
        JsonObject checks = new JsonObject();
        new JsonObject(health.getPayload().toString()).getJsonArray("checks").forEach(check -> {
            JsonObject found = (JsonObject) check;
            checks.put(found.getString("name"), word(!"UP".equals(found.getString("status"))));
        });
        return new JsonObject().put("checks", checks);
    }

    private static String word(boolean down) {
        return down ? "error" : "ok";
    }
}
