package dev.tapedeck.store.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an index at the end of an object, so laid out that readers of zstd see nothing of it:
 *
 * <pre>
 * 4 bytes  magic of a zstd skippable frame, 0x184D2A50, little endian (RFC 8878, 3.1.2)
 * 4 bytes  length of all that follows, little endian
 * n bytes  the index as JSON, one zstd frame
 * 4 bytes  n, little endian
 * 8 bytes  "TAPEDECK"
 * </pre>
 *
 * The last twelve bytes of an object therefore tell where its index begins.
 */
public final class IndexFormat {

    /** How many bytes at the end of an object tell how long its index is. */
    static final int TRAILER = 12;

    private static final int SKIPPABLE_FRAME = 0x184D2A50;
    private static final long MAGIC = 0x4B43454445504154L; // "TAPEDECK" read as a little-endian long
    private static final int HEADER = 8;
    private static final int LEVEL = 3;

    /** An index larger than this is no index of ours. Batches are sealed before what is told of them is as long. */
    private static final long MAX_BYTES = 256L << 20;

    static final int VERSION = 1;

    /** What has been written must be read, however long a text it holds. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private IndexFormat() {}

    /** The bytes in pieces, as an index may be long. Blocks for as long as it takes to compress them. */
    public static List<ByteBuffer> encode(BatchIndex index) {
        List<ByteBuffer> json = IndexFrame.of(out -> write(index, out), LEVEL);
        int length =
                Math.toIntExact(json.stream().mapToLong(ByteBuffer::remaining).sum());
        List<ByteBuffer> pieces = new ArrayList<>(json.size() + 2);
        pieces.add(ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SKIPPABLE_FRAME)
                .putInt(length + TRAILER)
                .flip());
        pieces.addAll(json);
        pieces.add(ByteBuffer.allocate(TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putLong(MAGIC)
                .flip());
        return pieces;
    }

    /**
     * How many bytes the index takes at the end of an object, with its trailer; 0 when this is not the end of one, and negative
     * when the trailer is damaged.
     */
    public static int length(byte[] tail) {
        if (tail.length < TRAILER) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getLong(tail.length - Long.BYTES) != MAGIC) {
            return 0;
        }
        int json = buffer.getInt(tail.length - TRAILER);
        return json > 0 && json <= MAX_BYTES ? json + TRAILER : -1;
    }

    /**
     * Reads the index in these last bytes of an object; null when they hold none.
     *
     * @throws RuntimeException when they hold one that is damaged
     */
    static @Nullable IndexReader read(byte[] tail) {
        int length = length(tail);
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > tail.length) {
            throw new IllegalArgumentException("the object is shorter than its index");
        }
        try {
            return new IndexReader(IndexFrame.read(tail, tail.length - length, length - TRAILER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The index in these last bytes of an object, or null when they hold none.
     *
     * @throws RuntimeException when they hold one that is damaged
     */
    public static @Nullable BatchIndex decode(byte[] tail) {
        try (IndexReader reader = read(tail)) {
            return reader == null ? null : reader.index();
        }
    }

    // The JSON. Names are those of ClickHouse columns where there are such columns.

    private static void write(BatchIndex index, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            BatchSpan span = index.span();
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("topic", span.topic());
            json.writeNumberField("partition", span.partition());
            log(json, span.log());
            json.writeNumberField("from_offset", span.from());
            json.writeNumberField("until_offset", span.until());
            json.writeNumberField("first_kafka_timestamp", span.firstTimestamp());
            json.writeStringField("batch_id", index.batchId().toString());
            json.writeStringField("retention", index.retention().label());
            json.writeArrayFieldStart("blocks");
            for (StoredBlock block : index.blocks()) {
                block(json, block);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("warnings");
            for (IngestionWarning warning : index.warnings()) {
                warning(json, warning);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void log(JsonGenerator json, @Nullable LogId log) throws IOException {
        if (log != null) {
            json.writeStringField("topic_id", log.topicId());
            json.writeNumberField("truncations", log.truncations());
        }
    }

    private static void block(JsonGenerator json, StoredBlock block) throws IOException {
        BlockFacts facts = block.facts();
        json.writeStartObject();
        json.writeNumberField("team_id", block.session().teamId());
        json.writeStringField("session_id", block.session().sessionId());
        json.writeNumberField("start", block.start());
        json.writeNumberField("length", block.length());
        json.writeStringField("codec", block.codec().label());
        json.writeNumberField("crc32c", Integer.toUnsignedLong(block.checksum()));
        facts(json, facts);
        json.writeArrayFieldStart("console");
        for (ConsoleLine line : block.console()) {
            json.writeStartArray();
            json.writeString(line.level().label());
            json.writeString(line.message());
            json.writeNumber(line.timestampMicros());
            json.writeNumber(line.offset());
            json.writeNumber(line.line());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void facts(JsonGenerator json, BlockFacts facts) throws IOException {
        json.writeStringField("distinct_id", facts.distinctId());
        json.writeNumberField("first_micros", facts.firstMicros());
        json.writeNumberField("last_micros", facts.lastMicros());
        json.writeNumberField("event_count", facts.events());
        json.writeNumberField("message_count", facts.messages());
        offsets(json, facts.offsets());
        json.writeNumberField("dropped_event_count", facts.droppedEvents());
        json.writeNumberField("size", facts.rawBytes());
        optional(json, "first_url", facts.firstUrl());
        activity(json, facts);
        json.writeStringField("snapshot_source", facts.snapshotSource());
        optional(json, "snapshot_library", facts.snapshotLibrary());
        optional(json, "snapshot_mode", facts.snapshotMode());
    }

    /** Writes the fields that have the same names in the index, in the row of ClickHouse and in the message of the direct peer. */
    public static void activity(JsonGenerator json, BlockFacts facts) throws IOException {
        json.writeArrayFieldStart("urls");
        for (String url : facts.urls()) {
            json.writeString(url);
        }
        json.writeEndArray();
        json.writeNumberField("click_count", facts.clicks());
        json.writeNumberField("keypress_count", facts.keypresses());
        json.writeNumberField("mouse_activity_count", facts.mouseActivity());
        json.writeNumberField("active_milliseconds", facts.activeMillis());
        json.writeNumberField("console_log_count", facts.consoleInfos());
        json.writeNumberField("console_warn_count", facts.consoleWarns());
        json.writeNumberField("console_error_count", facts.consoleErrors());
    }

    /** Writes the first offset as it is, then the distances, as most are small. */
    private static void offsets(JsonGenerator json, List<Long> offsets) throws IOException {
        json.writeArrayFieldStart("offsets");
        long last = 0;
        for (long offset : offsets) {
            json.writeNumber(offset - last);
            last = offset;
        }
        json.writeEndArray();
    }

    private static void warning(JsonGenerator json, IngestionWarning warning) throws IOException {
        json.writeStartObject();
        json.writeNumberField("team_id", warning.teamId());
        json.writeStringField("type", warning.type());
        json.writeStringField("key", warning.key());
        json.writeStringField("details", warning.details());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
