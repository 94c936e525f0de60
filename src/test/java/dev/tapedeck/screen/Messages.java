package dev.tapedeck.screen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages as the capture service produces them, with something changed. */
public final class Messages {

    public static final String TOKEN = "phc_token";
    public static final String SESSION = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0001";
    public static final String PERSON = "person-1";
    public static final long CAPTURED_AT = 1_795_442_892_785L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> headers = new LinkedHashMap<>();
    private long timestamp = CAPTURED_AT;
    private String bodySession = SESSION;
    private String bodyPerson = PERSON;
    private @Nullable String bodyWindow;
    private List<Object> items = List.of(item(CAPTURED_AT));
    private byte @Nullable [] value;
    private boolean valueSet;

    private Messages() {
        headers.put("token", TOKEN);
        headers.put("distinct_id", PERSON);
        headers.put("session_id", SESSION);
        headers.put("event", "$snapshot_items");
    }

    /** A message that nothing is wrong with. */
    public static Messages good() {
        return new Messages();
    }

    /** The same session in headers and body. */
    public static Messages ofSession(String sessionId) {
        return new Messages().header("session_id", sessionId).bodySession(sessionId);
    }

    public Messages header(String name, @Nullable String text) {
        if (text == null) {
            headers.remove(name);
        } else {
            headers.put(name, text);
        }
        return this;
    }

    public Messages timestamp(long millis) {
        timestamp = millis;
        return this;
    }

    public Messages bodySession(String sessionId) {
        bodySession = sessionId;
        return this;
    }

    public Messages bodyPerson(String distinctId) {
        bodyPerson = distinctId;
        return this;
    }

    public Messages bodyWindow(String windowId) {
        bodyWindow = windowId;
        return this;
    }

    public Messages items(Object... replacement) {
        items = List.of(replacement);
        return this;
    }

    public Messages value(byte @Nullable [] bytes) {
        value = bytes;
        valueSet = true;
        return this;
    }

    public Messages value(String text) {
        return value(text.getBytes(UTF_8));
    }

    public InboundMessage message() {
        List<Entry> entries = new ArrayList<>();
        headers.forEach((name, text) -> entries.add(new Entry(name, text.getBytes(UTF_8))));
        return new InboundMessage(
                new RecordPosition("recordings", 3, 42),
                timestamp,
                SESSION.getBytes(UTF_8),
                valueSet ? value : body(),
                new MessageHeaders(entries));
    }

    public byte[] body() {
        ObjectNode properties = JSON.createObjectNode();
        properties.put("distinct_id", bodyPerson);
        properties.put("$session_id", bodySession);
        if (bodyWindow != null) {
            properties.put("$window_id", bodyWindow);
        }
        ArrayNode array = properties.putArray("$snapshot_items");
        items.forEach(item -> array.add(JSON.valueToTree(item)));
        ObjectNode data = JSON.createObjectNode();
        data.put("event", "$snapshot_items");
        data.set("properties", properties);
        ObjectNode outer = JSON.createObjectNode();
        outer.put("uuid", "u");
        outer.put("distinct_id", bodyPerson);
        outer.put("data", data.toString());
        return outer.toString().getBytes(UTF_8);
    }

    public static Map<String, Object> item(double timestamp) {
        return Map.of("type", 3, "timestamp", timestamp, "data", Map.of("source", 1));
    }
}
