package dev.tapedeck.screen.restriction;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One item of a restriction array while it is read. Items of version 2 name their filters in arrays ({@code distinct_ids}),
 * items of version 0, or of none, in single values ({@code distinct_id}). An item without {@code pipelines} is for nobody.
 * Reading always ends behind the item, also when it is bad.
 */
final class RestrictionItem {

    private static final String PIPELINE = "session_recordings";

    private final Set<String> pipelines = new HashSet<>();
    private final Set<String> distinctIds = new HashSet<>();
    private final Set<String> sessionIds = new HashSet<>();
    private final Set<String> eventNames = new HashSet<>();
    private final Set<String> eventUuids = new HashSet<>();
    private String token = "";
    private @Nullable String fault;
    private boolean pipelinesUnreadable;

    private RestrictionItem() {}

    /** Reads the value that the parser stands on. */
    static RestrictionItem read(JsonParser parser) throws IOException {
        RestrictionItem item = new RestrictionItem();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            item.fault = "no object";
            item.pipelinesUnreadable = true;
            parser.skipChildren();
            return item;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            item.field(field, parser);
        }
        if (item.token.isEmpty()) {
            item.fault("no token");
        }
        return item;
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "version" -> version(parser);
            case "token" -> token(parser);
            case "pipelines" -> values(name, parser, pipelines);
            case "distinct_ids" -> values(name, parser, distinctIds);
            case "session_ids" -> values(name, parser, sessionIds);
            case "event_names" -> values(name, parser, eventNames);
            case "event_uuids" -> values(name, parser, eventUuids);
            case "distinct_id" -> single(name, parser, distinctIds);
            case "session_id" -> single(name, parser, sessionIds);
            case "event_name" -> single(name, parser, eventNames);
            case "event_uuid" -> single(name, parser, eventUuids);
            default -> parser.skipChildren();
        }
    }

    private void version(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && ("0".equals(parser.getText()) || "2".equals(parser.getText()))) {
            return;
        }
        fault("unknown version");
        parser.skipChildren();
    }

    private void token(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            token = parser.getText();
        } else {
            fault("token is no string");
            parser.skipChildren();
        }
    }

    /** Empty text is no filter, as for the direct peer: in this form its product writes it where the whole token is meant. */
    private void single(String name, JsonParser parser, Set<String> into) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() > 0) {
            values(name, parser, into);
        }
    }

    /** Null is no filter. Everything but a string is a fault: to leave it out would widen the rule. */
    private void values(String name, JsonParser parser, Set<String> into) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                value(name, parser, into);
            }
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            value(name, parser, into);
        }
    }

    private void value(String name, JsonParser parser, Set<String> into) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > 0) {
            into.add(parser.getText());
        } else {
            pipelinesUnreadable |= into == pipelines;
            fault(name + " holds something else than text");
            parser.skipChildren();
        }
    }

    private void fault(String text) {
        if (fault == null) {
            fault = text;
        }
    }

    /** What is wrong with the item; null when nothing is. */
    @Nullable String fault() {
        return fault;
    }

    /** The token; empty when there is none that can be read. */
    String token() {
        return token;
    }

    /** Whether a bad item is for recordings as far as it can be read. */
    boolean mayBeForRecordings() {
        return pipelinesUnreadable || isForRecordings();
    }

    boolean isForRecordings() {
        return pipelines.contains(PIPELINE);
    }

    /** The rule of an item without fault. */
    Restriction restriction(RestrictionKind kind) {
        return new Restriction(kind, Restriction.Source.REDIS, token, distinctIds, sessionIds, eventNames, eventUuids);
    }
}
