package dev.tapedeck.summary.clickhouse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import dev.tapedeck.summary.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Rows that go to a table together. Column names are those of the files in {@code clickhouse/}.
 *
 * @param table the table
 * @param token what the server knows the insert by
 * @param count how many rows
 * @param rows makes them as {@code JSONEachRow} while they are read; the same each time
 */
record Insert(String table, String token, int count, Supplier<InputStream> rows) {

    private static final int HASHED_BYTES = 8 << 10;

    /** The rows of the blocks of a part. */
    static Insert blocks(StoredObject part) {
        return new Insert(
                ClickHouseSink.BLOCKS, part.token(), part.index().blocks().size(), () -> blockRows(part));
    }

    /** The rows of the console lines of a part that {@link ConsoleParts} has made. */
    static Insert lines(StoredObject part) {
        return new Insert(ClickHouseSink.LINES, part.token(), ConsoleParts.lines(part), () -> lineRows(part));
    }

    /** The row of a gap. With its end: a gap from the same offset may have grown by the time the next owner finds it. */
    static Insert gap(OffsetGap gap) {
        String token = gap.topic() + '/' + gap.partition() + '/' + gap.from() + '-' + gap.until();
        return new Insert(ClickHouseSink.GAPS, token, 1, () -> gapRow(gap));
    }

    /** The same under another token. */
    Insert as(String other) {
        return new Insert(table, other, count, rows);
    }

    /** Tells these rows from others. */
    String hash() {
        try (InputStream all = rows.get()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] some = new byte[HASHED_BYTES];
            for (int read = all.read(some); read >= 0; read = all.read(some)) {
                digest.update(some, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("rows are made in memory, and every Java platform has SHA-256", e);
        }
    }

    /** The table and the token. */
    String what() {
        return table + ' ' + token;
    }

    private static InputStream blockRows(StoredObject object) {
        return new RowStream(object.index().blocks().stream()
                .<RowStream.Row>map(block -> json -> block(json, object, block))
                .iterator());
    }

    private static InputStream lineRows(StoredObject object) {
        return new RowStream(new LineRows(object.index().blocks()));
    }

    private static InputStream gapRow(OffsetGap gap) {
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

    /** Rows as ClickHouse's {@code JSONEachRow}, made while they are read, so that few are ever in memory. One thread. */
    private static final class RowStream extends InputStream {

        /** Writes one row. */
        interface Row {

            void write(JsonGenerator json) throws IOException;
        }

        private static final JsonFactory JSON = new JsonFactory();
        private static final int BUFFER_BYTES = 64 << 10;

        private final Iterator<Row> rows;
        private final Buffer buffer = new Buffer();
        private final JsonGenerator json;

        RowStream(Iterator<Row> rows) {
            this.rows = rows;
            try {
                json = JSON.createGenerator(buffer);
            } catch (IOException e) {
                throw new IllegalStateException("a byte array cannot fail", e);
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer.next() : -1;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            return fill() ? buffer.move(target, from, length) : -1;
        }

        @Override
        public int available() {
            return buffer.left();
        }

        /** Whether there is something to read. */
        private boolean fill() throws IOException {
            if (buffer.left() == 0) {
                buffer.reset();
                while (rows.hasNext() && buffer.size() < BUFFER_BYTES) {
                    rows.next().write(json);
                    json.flush();
                }
            }
            return buffer.left() > 0;
        }

        /** What is written at its end is read at its beginning. */
        private static final class Buffer extends ByteArrayOutputStream {

            private int read;

            int left() {
                return count - read;
            }

            int next() {
                return buf[read++] & 0xff;
            }

            int move(byte[] target, int from, int length) {
                int moved = Math.min(length, left());
                System.arraycopy(buf, read, target, from, moved);
                read += moved;
                return moved;
            }

            @Override
            public void reset() {
                super.reset();
                read = 0;
            }
        }
    }
}
