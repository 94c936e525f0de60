package dev.tapedeck.management.http;

import dev.tapedeck.lane.Lanes;
import dev.tapedeck.management.InstanceName;
import dev.tapedeck.management.history.SessionHistory;
import dev.tapedeck.management.history.SessionHistory.Recollection;
import dev.tapedeck.management.history.SessionHistory.Recollection.Messages;
import dev.tapedeck.management.history.VerdictRecorder;
import dev.tapedeck.management.http.Endpoint.Answer;
import dev.tapedeck.management.http.RecordingStatus.Open;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What became of a recording. */
@Singleton
class RecordingEndpoint implements Endpoint.Group {

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
        int team = Endpoint.number(call.pathParam("team"), 1, Integer.MAX_VALUE);
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
                        .mergeIn(json(new RecordingStatus(
                                found, remembered.orElse(null), own, teamless, standing, departed)))));
    }

    private static JsonObject json(RecordingStatus known) {
        JsonObject json = new JsonObject()
                .put("outcome", known.outcome().label())
                .put("blocks", blocks(known.blocks()))
                .put("gate", gate(known.marks()))
                .put("open", open(known.open()))
                .put("verdicts", verdicts(known.own()));
        if (known.teamless().messages() != null) {
            json.put("verdictsBeforeTeamWasKnown", verdicts(known.teamless()));
        }
        JsonArray partitions = new JsonArray();
        known.lanes().forEach(lane -> partitions.add(lane.lane().partition()));
        return json.put("partitionsHere", partitions);
    }

    private static JsonObject blocks(RecordedBlocks.Result search) {
        return switch (search) {
            case RecordedBlocks.Unknown(String why) -> new JsonObject().put("unknown", why);
            case RecordedBlocks.Found found -> {
                JsonArray list = new JsonArray();
                found.first().forEach(block -> list.add(block(block)));
                yield new JsonObject()
                        .put("count", found.blocks())
                        .put("bytes", found.bytes())
                        .put("messages", found.messages())
                        .put("events", found.events())
                        .put("droppedEvents", found.droppedEvents())
                        .put("truncated", found.truncated())
                        .put("first", list);
            }
        };
    }

    private static JsonObject block(RecordedBlocks.Block block) {
        return new JsonObject()
                .put("url", block.url())
                .put("topic", block.topic())
                .put("partition", block.partition())
                .put("fromOffset", block.from())
                .put("untilOffset", block.until())
                .put("bytes", block.bytes())
                .put("firstEvent", block.first().toString())
                .put("lastEvent", block.last().toString())
                .put("messages", block.messages())
                .put("events", block.events())
                .put("droppedEvents", block.droppedEvents())
                .put("retentionDays", block.retentionDays());
    }

    private static JsonObject gate(SessionGate.@Nullable Marks marks) {
        return marks == null
                ? new JsonObject().put("unknown", "Redis does not answer")
                : new JsonObject().put("seen", marks.seen()).put("blocked", marks.blocked());
    }

    private static @Nullable JsonObject open(@Nullable Open open) {
        return open == null
                ? null
                : new JsonObject()
                        .put("topic", open.lane().topic())
                        .put("partition", open.lane().partition())
                        .put("lastOffset", open.offset())
                        .put("where", open.where());
    }

    private static JsonObject verdicts(Recollection remembered) {
        JsonObject json = new JsonObject().put("knownSince", remembered.since().toString());
        Messages messages = remembered.messages();
        return json.put("last", messages == null ? null : messages.last().toString())
                .put("recorded", messages == null ? 0 : messages.recorded())
                .put("dropped", reasons(messages, MessageFate.DROPPED))
                .put("diverted", reasons(messages, MessageFate.DIVERTED))
                .put("deadLettered", reasons(messages, MessageFate.DEAD_LETTERED));
    }

    private static JsonObject reasons(@Nullable Messages messages, MessageFate fate) {
        JsonObject json = new JsonObject();
        if (messages != null) {
            new TreeMap<>(messages.by(fate)).forEach(json::put);
        }
        return json;
    }
}
