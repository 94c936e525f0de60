package dev.tapedeck.readback;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/**
 * A stored block as its row describes it.
 *
 * @param sessionId whose events it holds
 * @param url where it is, with its range of bytes
 * @param length how long it is said to be
 * @param codec how it is compressed
 * @param crc32c the checksum it is said to have
 * @param eventCount how many events it is said to hold
 * @param size how long its lines are said to be
 */
public record Block(String sessionId, String url, int length, String codec, long crc32c, int eventCount, long size) {

    /** The columns that {@link #of} needs. */
    public static final String COLUMNS = "session_id, block_url, block_length, codec, crc32c, event_count, size";

    /** The block in a row of {@code session_recording_blocks}. */
    public static Block of(JsonNode row) {
        return new Block(
                row.required("session_id").asText(),
                row.required("block_url").asText(),
                row.required("block_length").asInt(),
                row.required("codec").asText(),
                row.required("crc32c").asLong(),
                row.required("event_count").asInt(),
                row.required("size").asLong());
    }

    /**
     * The block's events, read from the store by its range.
     *
     * @throws IOException when what is there is not what the row says
     */
    public List<Event> events(Bucket bucket) throws IOException {
        byte[] bytes = bucket.block(url);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        expect("length", length, bytes.length);
        expect("checksum", crc32c, checksum.getValue());
        byte[] lines = decompress(bytes);
        expect("length of lines", size, lines.length);
        List<Event> events = new ArrayList<>();
        for (String line : lines(new String(lines, StandardCharsets.UTF_8))) {
            events.add(Event.ofLine(line));
        }
        expect("number of events", eventCount, events.size());
        return events;
    }

    private byte[] decompress(byte[] bytes) throws IOException {
        switch (codec) {
            case "zstd" -> {
                try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(bytes))) {
                    return in.readAllBytes();
                }
            }
            case "snappy" -> {
                return Snappy.uncompress(bytes);
            }
            default -> throw new IOException(url + " has the unknown codec " + codec);
        }
    }

    /** Splits at line feeds alone: other separators of lines may stand inside an event. */
    private List<String> lines(String text) throws IOException {
        if (!text.endsWith("\n")) {
            throw new IOException(url + " does not end with a line feed");
        }
        return List.of(text.substring(0, text.length() - 1).split("\n", -1));
    }

    private void expect(String what, long said, long found) throws IOException {
        if (said != found) {
            throw new IOException(url + ": its row says " + what + " " + said + ", but it is " + found);
        }
    }
}
