package dev.tapedeck.readback;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An event with the window it happened in.
 *
 * @param windowId the window's id; empty when the message names none
 * @param json the event's own characters, as they stood in the body or in the block
 */
public record Event(String windowId, String json) {

    /** What is read is our own, or what somebody wants to have recorded: nothing in it is too large. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The latest time that a date of JavaScript can have, in epoch milliseconds. */
    private static final double LATEST = 8.64e15;

    static final ObjectMapper JSON = new ObjectMapper(FACTORY);

    /**
     * The events in a message body that a recorder may expect back: objects with a timestamp above 0, also those that rrweb's packer
     * made strings.
     */
    public static List<Event> ofBody(String body) throws IOException {
        String data = JSON.readTree(body).path("data").asText();
        JsonNode properties = JSON.readTree(data).path("properties");
        String window = properties.path("$window_id").asText("");
        List<Event> events = new ArrayList<>();
        for (String item : items(data)) {
            String event = PackedEvent.unpacked(item);
            if (isEvent(event)) {
                events.add(new Event(window, event));
            }
        }
        return events;
    }

    private static boolean isEvent(String json) throws IOException {
        JsonNode tree = JSON.readTree(json);
        JsonNode timestamp = tree.path("timestamp");
        return tree.isObject() && timestamp.isNumber() && timestamp.asDouble() > 0 && timestamp.asDouble() <= LATEST;
    }

    /** The event in a line of a block, {@code [windowId, event]}. */
    public static Event ofLine(String line) throws IOException {
        try (JsonParser parser = FACTORY.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new IOException("not a line of a block: " + start(line));
            }
            String window = parser.getText();
            parser.nextToken();
            String event = element(parser, line);
            if (parser.nextToken() != JsonToken.END_ARRAY || parser.nextToken() != null) {
                throw new IOException("more than a window and an event: " + start(line));
            }
            return new Event(window, event);
        }
    }

    /** The event as a tree. */
    public JsonNode tree() throws IOException {
        return JSON.readTree(json);
    }

    private static List<String> items(String data) throws IOException {
        List<String> items = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(data)) {
            parser.nextToken();
            if (enter(parser, "properties") && enter(parser, "$snapshot_items")) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(element(parser, data));
                }
            }
        }
        return items;
    }

    /** Goes from the start of an object to the start of what it holds under this name. */
    private static boolean enter(JsonParser parser, String name) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(name);
            parser.nextToken();
            if (found) {
                return parser.currentToken().isStructStart();
            }
            parser.skipChildren();
        }
        return false;
    }

    private static String element(JsonParser parser, String text) throws IOException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static String start(String line) {
        return line.substring(0, Math.min(80, line.length()));
    }
}
