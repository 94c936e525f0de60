package dev.tapedeck.screen.restriction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tapedeck.screen.restriction.RestrictionSet.UnreadTokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rules of one kind from the JSON array in Redis. A bad item does not concern the other items. Pure. */
final class RestrictionParser {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String PIPELINE = "session_recordings";

    /** What one reading of one Redis key gave. */
    sealed interface Reading {

        /**
         * The rules that are there now.
         *
         * @param restrictions the rules that are for recordings
         * @param unread the tokens of bad items that are, or may be, for recordings
         * @param faults one text for each bad item, which says which and why
         */
        record Read(List<Restriction> restrictions, UnreadTokens unread, List<String> faults) implements Reading {}

        /** Redis answered, but the value cannot be read as a whole. */
        record Unreadable(String fault) implements Reading {}

        /** Redis did not answer. */
        record Unanswered(String cause) implements Reading {}
    }

    private RestrictionParser() {}

    /**
     * Reads a value.
     *
     * @param text the first {@code maxBytes + 1} bytes of the value, or all; empty when there is none
     */
    static Reading read(RestrictionKind kind, String text, long maxBytes) {
        if (text.isEmpty()) {
            return new Reading.Read(List.of(), UnreadTokens.NONE, List.of());
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return new Reading.Unreadable("over " + maxBytes + " bytes");
        }
        try {
            return parse(kind, text);
        } catch (IOException e) {
            return new Reading.Unreadable("no JSON array of restrictions");
        }
    }

    /** Reads a failure. That the key does not hold text is an answer too. */
    static Reading failed(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("WRONGTYPE")
                ? new Reading.Unreadable("no text")
                : new Reading.Unanswered(failure.toString());
    }

    /**
     * Reads an array.
     *
     * @throws IOException when the text is not a JSON array, so that none of its rules is known
     */
    static Reading.Read parse(RestrictionKind kind, String json) throws IOException {
        List<Restriction> restrictions = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Set<String> unread = new HashSet<>();
        boolean all = false;
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no JSON array");
            }
            int index = 0;
            for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
                Item item = Item.read(parser);
                if (item.fault != null) {
                    faults.add("item " + index + ": " + item.fault);
                    if (item.mayBeForRecordings()) {
                        all |= item.token.isEmpty();
                        unread.add(item.token);
                    }
                } else if (item.isForRecordings()) {
                    restrictions.add(item.restriction(kind));
                }
                index++;
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than one JSON array");
            }
        }
        return new Reading.Read(
                List.copyOf(restrictions),
                all ? UnreadTokens.ALL : new UnreadTokens(false, unread),
                List.copyOf(faults));
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the JSON array is cut off");
        }
        return token;
    }

    /**
     * One item of the array while it is read. Items of version 2 name their filters in arrays ({@code distinct_ids}). Items of version 0,
     * or without a version, name them in single values ({@code distinct_id}). An item without {@code pipelines} is for nobody. Reading
     * always ends behind the item, also if the item is bad.
     */
    private static final class Item {

        private final Set<String> pipelines = new HashSet<>();
        private final Set<String> distinctIds = new HashSet<>();
        private final Set<String> sessionIds = new HashSet<>();
        private final Set<String> eventNames = new HashSet<>();
        private final Set<String> eventUuids = new HashSet<>();
        private String token = "";
        private @Nullable String fault;
        private boolean pipelinesUnreadable;

        /** Reads the value that the parser stands on. */
        static Item read(JsonParser parser) throws IOException {
            Item item = new Item();
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

        /** Whether a bad item is for recordings as far as it can be read. */
        boolean mayBeForRecordings() {
            return pipelinesUnreadable || isForRecordings();
        }

        boolean isForRecordings() {
            return pipelines.contains(PIPELINE);
        }

        /** The rule of an item without fault. */
        Restriction restriction(RestrictionKind kind) {
            return new Restriction(
                    kind, Restriction.Source.REDIS, token, distinctIds, sessionIds, eventNames, eventUuids);
        }
    }
}
