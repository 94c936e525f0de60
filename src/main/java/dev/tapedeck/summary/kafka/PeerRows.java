package dev.tapedeck.summary.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The messages that the direct peer's ClickHouse consumes, one JSON object each, with exactly its fields. */
final class PeerRows {

    private static final JsonFactory JSON = new JsonFactory();

    private PeerRows() {}

    /** The message about a block, for {@code clickhouse_session_replay_events}. Its uuid is a hash of the block's address. */
    static byte[] block(StoredObject object, StoredBlock block) {
        String url = object.url(block);
        BlockFacts facts = block.facts();
        return object(json -> {
            json.writeStringField("uuid", uuid(url));
            json.writeStringField("session_id", block.session().sessionId());
            json.writeNumberField("team_id", block.session().teamId());
            json.writeStringField("distinct_id", facts.distinctId());
            json.writeStringField("batch_id", object.index().batchId().toString());
            json.writeStringField("first_timestamp", Timestamps.text(facts.firstMicros()));
            json.writeStringField("last_timestamp", Timestamps.text(facts.lastMicros()));
            json.writeStringField("block_url", url);
            json.writeStringField("first_url", facts.firstUrl());
            IndexFormat.activity(json, facts);
            json.writeNumberField("size", facts.rawBytes());
            json.writeNumberField("message_count", facts.messages());
            json.writeNumberField("event_count", facts.events());
            json.writeStringField("snapshot_source", facts.snapshotSource());
            json.writeStringField("snapshot_library", facts.snapshotLibrary());
            json.writeStringField("snapshot_mode", facts.snapshotMode());
            json.writeNumberField(
                    "retention_period_days", object.index().retention().days());
            json.writeNumberField("is_deleted", 0);
        });
    }

    /** The message about a console line, for {@code log_entries}, at this time in epoch microseconds. */
    static byte[] console(StoredObject object, StoredBlock block, ConsoleLine line, long micros) {
        return object(json -> {
            json.writeNumberField("team_id", block.session().teamId());
            json.writeStringField("message", line.message());
            json.writeStringField("level", line.level().label());
            json.writeStringField("log_source", "session_replay");
            json.writeStringField("log_source_id", block.session().sessionId());
            json.writeNullField("instance_id");
            json.writeStringField("timestamp", Timestamps.text(micros));
            json.writeStringField("batch_id", object.index().batchId().toString());
        });
    }

    private static String uuid(String url) {
        return UUID.nameUUIDFromBytes(url.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] object(Fields fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array cannot fail", e);
        }
        return out.toByteArray();
    }

    /**
     * Keeps the console lines of one block apart in time. The peer's table merges rows of the same session and time into one;
     * a line that would be swallowed is moved on by as many microseconds as it takes.
     */
    static final class ConsoleTimes {

        /** For each time that a line has, a later one, with none between them that is free. */
        private final Map<Long, Long> onwards = new HashMap<>();

        /** The line's time, epoch microseconds, or the next one after it that no earlier line has. */
        long apart(ConsoleLine line) {
            long free = free(line.timestampMicros());
            // A page may write any number of lines at one time: what was walked past now is not walked past again.
            Long passed = line.timestampMicros();
            while (passed != null) {
                passed = onwards.put(passed, free + 1);
            }
            return free;
        }

        private long free(long micros) {
            long free = micros;
            for (Long next = onwards.get(free); next != null; next = onwards.get(free)) {
                free = next;
            }
            return free;
        }
    }
}
