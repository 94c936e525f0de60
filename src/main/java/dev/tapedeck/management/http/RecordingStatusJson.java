package dev.tapedeck.management.http;

import dev.tapedeck.management.history.Recollection;
import dev.tapedeck.management.history.Recollection.Messages;
import dev.tapedeck.management.http.RecordingStatus.Open;
import dev.tapedeck.screen.session.SessionMarks;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.summary.BlockRow;
import dev.tapedeck.summary.clickhouse.BlockSearch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of a session, as callers get it. */
final class RecordingStatusJson {

    private RecordingStatusJson() {}

    static JsonObject of(RecordingStatus known) {
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

    private static JsonObject blocks(BlockSearch search) {
        return switch (search) {
            case BlockSearch.Unknown(String why) -> new JsonObject().put("unknown", why);
            case BlockSearch.Found found -> {
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

    private static JsonObject block(BlockRow block) {
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

    private static JsonObject gate(@Nullable SessionMarks marks) {
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
