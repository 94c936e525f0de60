package dev.tapedeck.readback;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A Kafka message of a recording.
 *
 * @param key the record key
 * @param headers the record headers
 * @param value the body
 */
public record RecordedMessage(String key, Map<String, String> headers, String value) {

    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The messages of a file with one JSON object a line: {@code .jsonl}, or {@code .jsonl.gz}. */
    public static List<RecordedMessage> read(Path file) throws IOException {
        List<RecordedMessage> messages = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    messages.add(parse(file, messages.size() + 1, line));
                }
            }
        }
        return messages;
    }

    /** The session as rows name it: an id in the shape of a UUID is written in lower case. */
    public String sessionId() {
        String id = headers.getOrDefault("session_id", key);
        return UUID_SHAPE.matcher(id).matches() ? id.toLowerCase(Locale.ROOT) : id;
    }

    /** The events of the body, in order. */
    public List<Event> events() throws IOException {
        return Event.ofBody(value);
    }

    /** The same message with one header set to another value. */
    public RecordedMessage withHeader(String name, String text) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, text);
        return new RecordedMessage(key, changed, value);
    }

    private static RecordedMessage parse(Path file, int number, String line) throws IOException {
        try {
            JsonNode message = Event.JSON.readTree(line);
            Map<String, String> headers = new LinkedHashMap<>();
            message.required("headers")
                    .properties()
                    .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
            return new RecordedMessage(
                    message.required("key").asText(),
                    headers,
                    message.required("value").asText());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + ": message " + number + " is not {key, headers, value}: " + e.getMessage(), e);
        }
    }
}
