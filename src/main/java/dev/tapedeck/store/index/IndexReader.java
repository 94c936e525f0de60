package dev.tapedeck.store.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.session.recorder.ConsoleLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of an index, block by block: {@link #head}, then {@link #next} until it returns null, or {@link #index} alone.
 * Unknown names are skipped, so that later versions may add some. All methods throw {@link UncheckedIOException} if the text is no
 * index of this version. For one thread.
 */
final class IndexReader implements AutoCloseable {

    private static final String BLOCKS = "blocks";

    private final JsonParser json;
    private boolean ended;

    IndexReader(InputStream in) throws IOException {
        json = IndexFormat.JSON.createParser(in);
    }

    /** The index without its blocks, which come behind all that is said of them together, and without its warnings. */
    BatchIndex head() {
        return checked(() -> {
            json.nextToken();
            Fields fields = new Fields().readUntil(BLOCKS);
            ended = fields.ended;
            return head(fields);
        });
    }

    /** The next block; null when there is none. */
    @Nullable StoredBlock next() {
        return checked(() -> {
            ended = ended || json.nextToken() == JsonToken.END_ARRAY;
            return ended ? null : block(new Fields().read());
        });
    }

    /** The whole index. */
    BatchIndex index() {
        BatchIndex head = head();
        List<StoredBlock> blocks = new ArrayList<>();
        for (StoredBlock block = next(); block != null; block = next()) {
            blocks.add(block);
        }
        List<IngestionWarning> warnings = checked(() -> new Fields().read().warnings);
        return new BatchIndex(head.span(), head.batchId(), head.retention(), blocks, warnings);
    }

    @Override
    public void close() {
        checked(() -> {
            json.close();
            return true;
        });
    }

    private interface Step<T extends @Nullable Object> {

        T run() throws IOException;
    }

    private static <T extends @Nullable Object> T checked(Step<T> step) {
        try {
            return step.run();
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException("no index of version " + IndexFormat.VERSION, e));
        }
    }

    /** The fields of an object: texts, numbers as text, and under their own name the lists that a caller reads itself. */
    private final class Fields {
        private final Map<String, String> texts = new HashMap<>();
        private final List<IngestionWarning> warnings = new ArrayList<>();
        private final List<String> urls = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private final ConsoleLines console = new ConsoleLines();
        private boolean ended;

        Fields read() throws IOException {
            return readUntil("");
        }

        /** Reads as far as the list of this name begins, or to the end of the object. */
        Fields readUntil(String list) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_ARRAY && name.equals(list)) {
                    return this;
                }
                if (value == JsonToken.START_ARRAY) {
                    array(name);
                } else if (value == JsonToken.START_OBJECT) {
                    json.skipChildren();
                } else if (value != JsonToken.VALUE_NULL) {
                    texts.put(name, json.getText());
                }
            }
            ended = true;
            return this;
        }

        private void array(String name) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                switch (name) {
                    case "warnings" -> warnings.add(warning(new Fields().read()));
                    case "offsets" -> offsets.add(json.getLongValue() + (offsets.isEmpty() ? 0 : offsets.getLast()));
                    case "urls" -> urls.add(json.getText());
                    case "console" -> console.add(line());
                    default -> json.skipChildren();
                }
            }
        }

        String text(String name) throws IOException {
            String value = texts.get(name);
            if (value == null) {
                throw new IOException("the index has no " + name);
            }
            return value;
        }

        @Nullable String optional(String name) {
            return texts.get(name);
        }

        long number(String name) throws IOException {
            return Long.parseLong(text(name));
        }

        int integer(String name) throws IOException {
            return Math.toIntExact(number(name));
        }
    }

    private static BatchIndex head(Fields fields) throws IOException {
        if (fields.integer("version") != IndexFormat.VERSION) {
            throw new IOException("the index has version " + fields.text("version"));
        }
        Retention retention = Retention.ofLabel(fields.text("retention"));
        if (retention == null) {
            throw new IOException("the index has an unknown retention: " + fields.text("retention"));
        }
        BatchSpan span = new BatchSpan(
                fields.text("topic"),
                fields.integer("partition"),
                fields.number("from_offset"),
                fields.number("until_offset"),
                fields.number("first_kafka_timestamp"),
                log(fields));
        return new BatchIndex(span, UUID.fromString(fields.text("batch_id")), retention, List.of(), List.of());
    }

    /** An object of an earlier version does not say. */
    private static @Nullable LogId log(Fields fields) throws IOException {
        String topicId = fields.optional("topic_id");
        return topicId == null ? null : new LogId(topicId, fields.integer("truncations"));
    }

    private static StoredBlock block(Fields fields) throws IOException {
        return new StoredBlock(
                new SessionKey(fields.integer("team_id"), fields.text("session_id")),
                fields.number("start"),
                fields.integer("length"),
                codec(fields.text("codec")),
                (int) fields.number("crc32c"),
                facts(fields),
                fields.console);
    }

    private static BlockFacts facts(Fields fields) throws IOException {
        return new BlockFacts(
                fields.text("distinct_id"),
                fields.number("first_micros"),
                fields.number("last_micros"),
                fields.integer("event_count"),
                fields.integer("message_count"),
                fields.offsets,
                fields.integer("dropped_event_count"),
                fields.number("size"),
                fields.optional("first_url"),
                fields.urls,
                fields.integer("click_count"),
                fields.integer("keypress_count"),
                fields.integer("mouse_activity_count"),
                fields.number("active_milliseconds"),
                fields.integer("console_log_count"),
                fields.integer("console_warn_count"),
                fields.integer("console_error_count"),
                fields.text("snapshot_source"),
                fields.optional("snapshot_library"),
                fields.optional("snapshot_mode"));
    }

    private static IngestionWarning warning(Fields fields) throws IOException {
        return new IngestionWarning(
                fields.integer("team_id"), fields.text("type"), fields.text("key"), fields.text("details"));
    }

    private ConsoleLine line() throws IOException {
        json.nextToken();
        ConsoleLine.Level level = level(json.getText());
        json.nextToken();
        String message = json.getText();
        json.nextToken();
        long micros = json.getLongValue();
        json.nextToken();
        long offset = json.getLongValue();
        json.nextToken();
        int number = json.getIntValue();
        json.nextToken();
        return new ConsoleLine(level, message, micros, offset, number);
    }

    private static ConsoleLine.Level level(String label) throws IOException {
        for (ConsoleLine.Level level : ConsoleLine.Level.values()) {
            if (level.label().equals(label)) {
                return level;
            }
        }
        throw new IOException("the index has an unknown console level: " + label);
    }

    private static BlockCodec codec(String label) throws IOException {
        for (BlockCodec codec : BlockCodec.values()) {
            if (codec.label().equals(label)) {
                return codec;
            }
        }
        throw new IOException("the index has an unknown codec: " + label);
    }
}
