package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tapedeck.testing.Broker;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A message ready to be sent.
 *
 * @param key the record key
 * @param headers the record headers
 * @param body the record value; null for a record without one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Message(String key, Map<String, String> headers, byte @Nullable [] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The message that a capture service makes of this payload. */
    static Message of(Payload payload, String sessionId, String distinctId, long base) {
        String items = payload.events().stream().map(event -> event.json(base)).collect(Collectors.joining(","));
        String data = """
                {"event":"$snapshot_items","properties":{"distinct_id":"%s","$session_id":"%s","$window_id":"%s",\
                "$snapshot_source":"web","$snapshot_items":[%s],"$lib":"posthog-js"}}""".formatted(distinctId, sessionId, payload.window(), items);
        ObjectNode body = JSON.createObjectNode().put("distinct_id", distinctId).put("data", data);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("token", payload.token());
        headers.put("distinct_id", distinctId);
        headers.put("session_id", sessionId);
        headers.put("event", "$snapshot_items");
        headers.put("uuid", UUID.randomUUID().toString());
        headers.put("timestamp", Long.toString(base));
        headers.put("now", Instant.ofEpochMilli(base).toString());
        return new Message(sessionId, headers, body.toString().getBytes(UTF_8));
    }

    Message withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return new Message(key, changed, body);
    }

    Message withoutHeader(String name) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.remove(name);
        return new Message(key, changed, body);
    }

    Message withBody(byte @Nullable [] other) {
        return new Message(key, headers, other);
    }

    Message withBody(String other) {
        return withBody(other.getBytes(UTF_8));
    }

    /** The same message with a part of its body's text replaced, which must be there. */
    Message replacing(String part, String replacement) {
        String text = text();
        if (!text.contains(part)) {
            throw new IllegalArgumentException("there is no " + part + " in " + text);
        }
        return withBody(text.replace(part, replacement));
    }

    /** The body, which must be there. */
    byte[] bytes() {
        if (body == null) {
            throw new IllegalStateException("the message has no body");
        }
        return body;
    }

    String text() {
        return new String(bytes(), UTF_8);
    }

    ProducerRecord<byte[], byte[]> toRecord() {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(Broker.RECORDINGS, key.getBytes(UTF_8), body);
        headers.forEach((name, value) -> sent.headers().add(name, value.getBytes(UTF_8)));
        return sent;
    }
}
