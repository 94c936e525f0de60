package dev.tapedeck.management.http;

import dev.tapedeck.lane.Lanes;
import dev.tapedeck.management.InstanceName;
import dev.tapedeck.management.history.Recollection;
import dev.tapedeck.management.history.SessionHistory;
import dev.tapedeck.management.history.VerdictRecorder;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What became of a recording. */
@Singleton
class RecordingEndpoint implements Endpoints {

    private final RecordedBlocks blocks;
    private final SessionGate gate;
    private final VerdictRecorder witness;
    private final Lanes<?> lanes;
    private final InstanceName instance;

    RecordingEndpoint(
            RecordedBlocks blocks, SessionGate gate, VerdictRecorder witness, Lanes<?> lanes, InstanceName instance) {
        this.blocks = blocks;
        this.gate = gate;
        this.witness = witness;
        this.lanes = lanes;
        this.instance = instance;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/recordings/:team/:session", this::recording));
    }

    private Uni<Answer> recording(RoutingContext call) {
        int team = Inputs.number(call.pathParam("team"), 1, Integer.MAX_VALUE);
        if (team < 0) {
            return Uni.createFrom().item(Answer.badRequest("team must be a number from 1"));
        }
        String session = call.pathParam("session");
        if (session == null || session.isEmpty() || session.length() > SessionHistory.LONGEST_ID) {
            return Uni.createFrom()
                    .item(Answer.badRequest("session must have 1 to " + SessionHistory.LONGEST_ID + " characters"));
        }
        return find(new SessionKey(team, SessionKey.normalise(session)));
    }

    /** Memory and lanes are asked first: what is open now may have become a block by the time ClickHouse is asked. */
    private Uni<Answer> find(SessionKey session) {
        Recollection own = witness.of(session);
        Recollection teamless = witness.of(new SessionKey(SessionKey.NO_TEAM, session.sessionId()));
        var standing = lanes.status();
        var departed = lanes.departed();
        Uni<Optional<SessionGate.Marks>> marks =
                gate.marks(session).map(Optional::of).onFailure().recoverWithItem(Optional.empty());
        return Uni.combine()
                .all()
                .unis(blocks.of(session), marks)
                .with((found, remembered) -> Answer.ok(new JsonObject()
                        .put("instance", instance.toString())
                        .put("team", session.teamId())
                        .put("session", session.sessionId())
                        .mergeIn(RecordingStatusJson.of(new RecordingStatus(
                                found, remembered.orElse(null), own, teamless, standing, departed)))));
    }
}
