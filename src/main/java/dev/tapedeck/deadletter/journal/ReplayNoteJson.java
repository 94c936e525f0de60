package dev.tapedeck.deadletter.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tapedeck.deadletter.journal.ReplayJournal.Note;
import dev.tapedeck.kafka.message.RecordPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notes as records of their topic: the origin is the key, so that compaction keeps one of each. */
final class ReplayNoteJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ReplayNoteJson() {}

    static byte[] key(RecordPosition origin) {
        return (origin.topic() + '/' + origin.partition() + '/' + origin.offset()).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] write(Note note) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            place(json, "origin", note.origin());
            place(json, "letter", note.letter());
            place(json, "target", note.target());
            json.writeStringField("at", note.at().toString());
            json.writeStringField("by", note.by());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail", e);
        }
        return out.toByteArray();
    }

    /** The note in this record, or null when it is none. */
    static @Nullable Note read(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(value)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken().isScalarValue()) {
                    texts.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            return new Note(
                    place(texts, "origin"),
                    place(texts, "letter"),
                    place(texts, "target"),
                    Instant.parse(texts.getOrDefault("at", "")),
                    texts.getOrDefault("by", ""));
        } catch (IOException | DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static void place(JsonGenerator json, String name, RecordPosition place) throws IOException {
        json.writeStringField(name + "_topic", place.topic());
        json.writeNumberField(name + "_partition", place.partition());
        json.writeNumberField(name + "_offset", place.offset());
    }

    private static RecordPosition place(Map<String, String> texts, String name) {
        return new RecordPosition(
                texts.getOrDefault(name + "_topic", ""),
                Integer.parseInt(texts.getOrDefault(name + "_partition", "")),
                Long.parseLong(texts.getOrDefault(name + "_offset", "")));
    }
}
