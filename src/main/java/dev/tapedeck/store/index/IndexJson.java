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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of an index. Names are those of the columns where there are such. Version 1. */
final class IndexJson {

    static final int VERSION = 1;

    /** What has been written must be read, however long a text it holds. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private IndexJson() {}

    static void write(BatchIndex index, OutputStream out) {
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
        json.writeStringField("snapshot_source", facts.snapshotSource());
        optional(json, "snapshot_library", facts.snapshotLibrary());
        optional(json, "snapshot_mode", facts.snapshotMode());
    }

    /** The first one as it is, then the distances: most are small. */
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
