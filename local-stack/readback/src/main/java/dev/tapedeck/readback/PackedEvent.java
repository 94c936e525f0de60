package dev.tapedeck.readback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** An event as rrweb's packer hands it over: a JSON string whose characters are the bytes of zlib text. */
final class PackedEvent {

    private PackedEvent() {}

    /** The event's own JSON; what is not packed comes back as it is. */
    static String unpacked(String item) throws IOException {
        if (!item.startsWith("\"")) {
            return item;
        }
        byte[] zlib = Event.JSON.readTree(item).asText().getBytes(StandardCharsets.ISO_8859_1);
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(zlib))) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode event = Event.JSON.readTree(json);
            return event.isObject() ? json : item;
        } catch (JsonProcessingException | ZipException | EOFException notPacked) {
            return item;
        }
    }
}
