package dev.tapedeck.summary.clickhouse;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.Timestamps;
import dev.tapedeck.summary.client.RowStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** The rows of an object as ClickHouse's {@code JSONEachRow}. Column names are those of the files in {@code clickhouse/}. */
final class Rows {

    private Rows() {}

    /** One row per block, for {@code session_recording_blocks}. */
    static InputStream blocks(StoredObject object) {
        return new RowStream(object.index().blocks().stream()
                .<RowStream.Row>map(block -> json -> block(json, object, block))
                .iterator());
    }

    /** One row per console line, for {@code log_entries}. */
    static InputStream console(StoredObject object) {
        return new RowStream(new LineRows(object.index().blocks()));
    }

    /** The row of a gap, for {@code recording_gaps}. */
    static InputStream gap(OffsetGap gap) {
        return new RowStream(List.<RowStream.Row>of(json -> {
                    json.writeStartObject();
                    json.writeStringField("topic", gap.topic());
                    json.writeNumberField("partition", gap.partition());
                    json.writeNumberField("from_offset", gap.from());
                    json.writeNumberField("until_offset", gap.until());
                    json.writeEndObject();
                })
                .iterator());
    }

    /** One line after the other: a flat stream's iterator would gather all rows of a block. */
    private static final class LineRows implements Iterator<RowStream.Row> {

        private final Iterator<StoredBlock> blocks;
        private Iterator<RowStream.Row> rows = Collections.emptyIterator();

        LineRows(List<StoredBlock> blocks) {
            this.blocks = blocks.iterator();
        }

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && blocks.hasNext()) {
                StoredBlock block = blocks.next();
                rows = block.console().stream()
                        .<RowStream.Row>map(line -> json -> console(json, block, line))
                        .iterator();
            }
            return rows.hasNext();
        }

        @Override
        public RowStream.Row next() {
            return rows.next();
        }
    }

    private static void block(JsonGenerator json, StoredObject object, StoredBlock block) throws IOException {
        BatchIndex index = object.index();
        json.writeStartObject();
        json.writeNumberField("team_id", block.session().teamId());
        json.writeStringField("session_id", block.session().sessionId());
        json.writeStringField("batch_id", index.batchId().toString());
        json.writeStringField("topic", index.span().topic());
        json.writeNumberField("partition", index.span().partition());
        json.writeNumberField("from_offset", index.span().from());
        json.writeNumberField("until_offset", index.span().until());
        json.writeStringField("block_url", object.url(block));
        json.writeNumberField("block_length", block.length());
        json.writeStringField("codec", block.codec().label());
        json.writeNumberField("crc32c", Integer.toUnsignedLong(block.checksum()));
        facts(json, block.facts());
        json.writeNumberField("retention_period_days", index.retention().days());
        json.writeEndObject();
    }

    private static void facts(JsonGenerator json, BlockFacts facts) throws IOException {
        json.writeStringField("distinct_id", facts.distinctId());
        json.writeStringField("first_timestamp", Timestamps.text(facts.firstMicros()));
        json.writeStringField("last_timestamp", Timestamps.text(facts.lastMicros()));
        json.writeStringField("first_url", facts.firstUrl());
        IndexFormat.activity(json, facts);
        json.writeNumberField("size", facts.rawBytes());
        json.writeNumberField("message_count", facts.messages());
        json.writeArrayFieldStart("message_offsets");
        for (long offset : facts.offsets()) {
            json.writeNumber(offset);
        }
        json.writeEndArray();
        json.writeNumberField("event_count", facts.events());
        json.writeNumberField("dropped_event_count", facts.droppedEvents());
        json.writeStringField("snapshot_source", facts.snapshotSource());
        json.writeStringField("snapshot_library", facts.snapshotLibrary());
        json.writeStringField("snapshot_mode", facts.snapshotMode());
    }

    private static void console(JsonGenerator json, StoredBlock block, ConsoleLine line) throws IOException {
        json.writeStartObject();
        json.writeNumberField("team_id", block.session().teamId());
        json.writeStringField("log_source", "session_replay");
        json.writeStringField("log_source_id", block.session().sessionId());
        json.writeStringField("instance_id", "");
        json.writeStringField("timestamp", Timestamps.text(line.timestampMicros()));
        json.writeStringField("level", line.level().label());
        json.writeStringField("message", line.message());
        json.writeNumberField("_offset", line.offset());
        json.writeNumberField("line", line.line());
        json.writeEndObject();
    }
}
