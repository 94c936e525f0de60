package dev.tapedeck.readback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read back has no limits of its own, and knows the events that the service knows. */
class EventTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "{\"type\":3,\"data\":{\"text\":\"größer\"},\"timestamp\":1000}";

    @Test
    void packedEventsAreEvents() throws IOException {
        assertThat(Event.ofBody(body(EVENT, JSON.writeValueAsString(packed(EVENT)), "\"no event\"", "7")))
                .containsExactly(new Event("w", EVENT), new Event("w", EVENT));
    }

    @Test
    void whatHasNoTimeIsNoEvent() throws IOException {
        assertThat(Event.ofBody(body(
                        "{\"timestamp\":\"1000\"}",
                        "{\"timestamp\":0}",
                        "{\"timestamp\":1e300}",
                        "null",
                        "[1]",
                        JSON.writeValueAsString(packed("{\"type\":3}")))))
                .isEmpty();
    }

    @Test
    void pagesMayBeDeepAndBodiesLarge(@TempDir Path folder) throws IOException {
        int levels = 3_000;
        String page = "{\"data\":" + "[{\"a\":".repeat(levels) + "1" + "}]".repeat(levels) + ",\"timestamp\":5}";
        String large = "{\"data\":\"" + "x".repeat(21_000_000) + "\",\"timestamp\":5}";
        Path file = folder.resolve("recording.jsonl");
        Files.writeString(
                file, JSON.writeValueAsString(Map.of("key", "k", "headers", Map.of(), "value", body(page, large))));
        assertThat(RecordedMessage.read(file).getFirst().events())
                .containsExactly(new Event("w", page), new Event("w", large));
    }

    private static String body(String... items) throws IOException {
        String data = "{\"event\":\"$snapshot_items\",\"properties\":{\"$window_id\":\"w\",\"$snapshot_items\":["
                + String.join(",", items) + "]}}";
        return JSON.writeValueAsString(Map.of("distinct_id", "d", "data", data));
    }

    /** As rrweb's packer does it: one character for each byte of zlib text. */
    private static String packed(String event) throws IOException {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(event.getBytes(StandardCharsets.UTF_8));
        }
        return zlib.toString(StandardCharsets.ISO_8859_1);
    }
}
