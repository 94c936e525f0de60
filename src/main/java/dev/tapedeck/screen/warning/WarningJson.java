package dev.tapedeck.screen.warning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A warning as the product's ingestion of warnings reads it. Pure. */
final class WarningJson {

    private static final JsonFactory JSON = new JsonFactory();

    /** The name under which the product expects warnings of its ingestion. */
    private static final String SOURCE = "plugin-server";

    /** How ClickHouse reads a time. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private WarningJson() {}

    static byte[] of(IngestionWarning warning, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("team_id", warning.teamId());
            json.writeStringField("type", warning.type());
            json.writeStringField("source", SOURCE);
            json.writeStringField("details", warning.details());
            json.writeStringField("timestamp", TIMESTAMP.format(now));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
