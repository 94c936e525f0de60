package dev.tapedeck.screen.warning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tapedeck.scan.json.Surrogates;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** The kinds of ingestion warning, by the names that the product shows them under. */
public enum WarningType {
    NO_VALID_EVENTS("message_contained_no_valid_rrweb_events", "warning"),
    INVALID_EVENTS("message_contained_invalid_rrweb_events", "warning"),
    CLOCK_TOO_FAR("message_timestamp_diff_too_large", "warning"),
    SESSION_EVENT_LIMIT("replay_session_rate_limited", "warning"),
    LIB_VERSION_TOO_OLD("replay_lib_version_too_old", "info"),
    MESSAGE_TOO_LARGE("replay_message_too_large", "warning");

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_TEXT = 200;

    private final String label;
    private final String severity;

    WarningType(String label, String severity) {
        this.label = label;
        this.severity = severity;
    }

    /** The value of the field {@code type} and of the metric tag {@code type}. */
    public String label() {
        return label;
    }

    /**
     * A warning of this kind.
     *
     * @param teamId the team to tell
     * @param key what tells repeats apart within the team and kind, by its first 200 characters; empty when nothing does
     * @param details what the team needs to find the cause: text (cut to 200 characters), numbers, and maps of these
     */
    public IngestionWarning about(int teamId, String key, Map<String, ?> details) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("category", "replay");
            json.writeStringField("severity", severity);
            writeFields(json, details);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return new IngestionWarning(teamId, label, cut(key), text.toString());
    }

    private static void writeFields(JsonGenerator json, Map<?, ?> fields) throws IOException {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            json.writeFieldName(String.valueOf(field.getKey()));
            switch (field.getValue()) {
                case Map<?, ?> inner -> {
                    json.writeStartObject();
                    writeFields(json, inner);
                    json.writeEndObject();
                }
                case Double number -> json.writeNumber(number);
                case Number number -> json.writeNumber(number.longValue());
                case null -> json.writeNull();
                case Object other -> json.writeString(cut(other.toString()));
            }
        }
    }

    private static String cut(String text) {
        return Surrogates.of(Surrogates.cut(text, MOST_TEXT));
    }
}
