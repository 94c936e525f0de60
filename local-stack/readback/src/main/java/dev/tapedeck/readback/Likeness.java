package dev.tapedeck.readback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** How an event that was read resembles the event that was sent. */
public enum Likeness {
    /** The same characters. */
    VERBATIM,
    /** What the browser had compressed inside the event is plain JSON now; all else is equal. */
    UNWRAPPED,
    /** The same JSON in other characters. */
    RESTATED,
    /** Another event. */
    DIFFERENT;

    private static final String COMPRESSION_VERSION = "cv";

    /** Compares two events. */
    public static Likeness of(Event sent, Event read) throws IOException {
        if (!sent.windowId().equals(read.windowId())) {
            return DIFFERENT;
        }
        if (sent.json().equals(read.json())) {
            return VERBATIM;
        }
        JsonNode before = sent.tree();
        JsonNode after = read.tree();
        if (before.equals(after)) {
            return RESTATED;
        }
        return before.has(COMPRESSION_VERSION) && unwrapped(before).equals(unwrapped(after)) ? UNWRAPPED : DIFFERENT;
    }

    /** The event with all compressed fields inflated and the note about their compression gone. */
    private static JsonNode unwrapped(JsonNode event) throws IOException {
        ObjectNode plain = event.deepCopy();
        plain.remove(COMPRESSION_VERSION);
        JsonNode data = inflated(plain.path("data"));
        if (data instanceof ObjectNode fields) {
            for (Map.Entry<String, JsonNode> field : fields.properties()) {
                field.setValue(inflated(field.getValue()));
            }
        }
        plain.set("data", data);
        return plain;
    }

    /** The JSON inside a string that holds the bytes of a gzip member one by one; any other value as it is. */
    private static JsonNode inflated(JsonNode value) throws IOException {
        if (!value.isTextual() || !value.asText().startsWith("\u001f\u008b")) {
            return value;
        }
        byte[] bytes = value.asText().getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return Event.JSON.readTree(in);
        }
    }
}
