package dev.tapedeck.management.http;

import dev.tapedeck.management.InstanceName;
import dev.tapedeck.management.history.SpaceSaving.Hitter;
import dev.tapedeck.management.history.TopSenders.Top;
import dev.tapedeck.management.history.VerdictRecorder;
import dev.tapedeck.management.http.Endpoint.Answer;
import dev.tapedeck.screen.SessionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;

/** Who sends most. */
@Singleton
class TopSendersEndpoint implements Endpoint.Group {

    private static final int MOST = 1000;
    private static final String USUAL = "20";

    private final VerdictRecorder witness;
    private final InstanceName instance;

    TopSendersEndpoint(VerdictRecorder witness, InstanceName instance) {
        this.witness = witness;
        this.instance = instance;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/top", call -> Uni.createFrom().item(() -> top(call))));
    }

    private Answer top(RoutingContext call) {
        List<String> given = call.queryParam("limit");
        int limit = Endpoint.number(given.isEmpty() ? USUAL : given.getFirst(), 1, MOST);
        if (limit < 0) {
            return Answer.badRequest("limit must be 1 to " + MOST);
        }
        Top<Integer> teams = witness.teams(limit);
        Top<SessionKey> sessions = witness.sessions(limit);
        JsonArray noisyTeams = new JsonArray();
        teams.hitters().forEach(one -> noisyTeams.add(put(one, new JsonObject().put("team", one.key()))));
        JsonArray noisySessions = new JsonArray();
        sessions.hitters()
                .forEach(one -> noisySessions.add(put(
                        one,
                        new JsonObject()
                                .put("team", one.key().teamId())
                                .put("session", one.key().sessionId()))));
        return Answer.ok(new JsonObject()
                .put("instance", instance.toString())
                .put("since", teams.since().toString())
                .put("teams", noisyTeams)
                .put("sessions", noisySessions));
    }

    private static JsonObject put(Hitter<?> one, JsonObject into) {
        return into.put("bytesAtLeast", one.atLeast())
                .put("bytesAtMost", one.atMost())
                .put("messagesAtLeast", one.timesAtLeast());
    }
}
