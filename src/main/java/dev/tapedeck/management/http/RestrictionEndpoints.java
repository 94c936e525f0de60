package dev.tapedeck.management.http;

import dev.tapedeck.management.InstanceName;
import dev.tapedeck.management.http.Endpoint.Answer;
import dev.tapedeck.screen.restriction.Restriction;
import dev.tapedeck.screen.restriction.RestrictionBook;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The restrictions in force, and to read them again at once. */
@Singleton
class RestrictionEndpoints implements Endpoint.Group {

    private static final int SHOWN = 1000;
    private static final double MILLIS = 1000;

    private final RestrictionBook book;
    private final InstanceName instance;

    RestrictionEndpoints(RestrictionBook book, InstanceName instance) {
        this.book = book;
        this.instance = instance;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/restrictions", call -> Uni.createFrom().item(() -> Answer.ok(json(book.status())))),
                Endpoint.post("/restrictions", call -> book.reload().map(this::reloaded)));
    }

    private Answer reloaded(RestrictionBook.Reload reload) {
        JsonArray faults = new JsonArray(reload.faults().stream().limit(SHOWN).toList());
        if (!reload.answered()) {
            Answer problem = Answer.problem(
                    Answer.UNAVAILABLE,
                    "Service Unavailable",
                    "Redis does not answer for all restrictions; what it does not answer for stays as it was");
            problem.body().put("faults", faults);
            return problem;
        }
        return Answer.ok(new JsonObject()
                .put("instance", instance.toString())
                .put("added", rules(reload.added()))
                .put("removed", rules(reload.removed()))
                .put("faults", faults)
                .put("inForce", reload.status().restrictions().size()));
    }

    private JsonObject json(RestrictionBook.Status status) {
        return new JsonObject()
                .put("instance", instance.toString())
                .put("known", status.age() != null)
                .put("redisAgeSeconds", seconds(status.age()))
                .put("unread", new JsonArray(status.unread()))
                .put("inForce", status.restrictions().size())
                .put("restrictions", rules(status.restrictions()));
    }

    private static @Nullable Double seconds(@Nullable Duration age) {
        return age == null ? null : (Double) (age.toMillis() / MILLIS);
    }

    private static JsonArray rules(List<Restriction> rules) {
        JsonArray all = new JsonArray();
        rules.stream().limit(SHOWN).forEach(rule -> all.add(json(rule)));
        return all;
    }

    private static JsonObject json(Restriction rule) {
        JsonObject json = new JsonObject()
                .put("kind", rule.kind().label())
                .put("source", rule.source().name().toLowerCase(Locale.ROOT))
                .put("token", rule.token());
        putFilter(json, "distinctIds", rule.distinctIds());
        putFilter(json, "sessionIds", rule.sessionIds());
        putFilter(json, "eventNames", rule.eventNames());
        putFilter(json, "eventUuids", rule.eventUuids());
        return json;
    }

    /** No filter covers everything. */
    private static void putFilter(JsonObject json, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            json.put(name, new JsonArray(values.stream().sorted().limit(SHOWN).toList()));
        }
    }
}
