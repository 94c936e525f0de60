package dev.tapedeck.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that readers find, session by session. */
final class Books implements AutoCloseable {

    /** What a session's summary adds up to, by column. */
    private static final String SUMS = """
            SELECT session_id, sum(message_count) AS messages, sum(event_count) AS events, sum(size) AS bytes,
                sum(click_count) AS clicks, sum(keypress_count) AS keypresses, sum(mouse_activity_count) AS mouse,
                sum(console_log_count) AS infos, sum(console_warn_count) AS warns, sum(console_error_count) AS errors
            FROM session_replay_events GROUP BY session_id""";

    private static final String BLOCKS =
            "SELECT " + Block.COLUMNS + " FROM session_recording_blocks ORDER BY session_id, from_offset";

    private static final String CONSOLE = """
            SELECT log_source_id AS session_id, toString(timestamp) AS time, level, message FROM log_entries
            ORDER BY log_source_id, _offset, line, time, message""";

    private final ClickHouse clickHouse;
    private final Bucket bucket;

    Books(StackAddresses addresses) {
        clickHouse = new ClickHouse(addresses);
        bucket = new Bucket(addresses);
    }

    Map<String, JsonNode> sums() {
        Map<String, JsonNode> sums = new HashMap<>();
        rows(SUMS).forEach(row -> sums.put(row.path("session_id").asText(), withoutSession(row)));
        return sums;
    }

    /** Every session's blocks in the order in which they were received. */
    Map<String, List<Block>> blocks() {
        Map<String, List<Block>> blocks = new HashMap<>();
        rows(BLOCKS)
                .forEach(row -> blocks.computeIfAbsent(row.path("session_id").asText(), any -> new ArrayList<>())
                        .add(Block.of(row)));
        return blocks;
    }

    /** Every session's console lines in the order in which they were received. */
    Map<String, List<JsonNode>> console() {
        Map<String, List<JsonNode>> lines = new HashMap<>();
        rows(CONSOLE)
                .forEach(row -> lines.computeIfAbsent(row.path("session_id").asText(), any -> new ArrayList<>())
                        .add(withoutSession(row)));
        return lines;
    }

    /** One session's blocks in the order in which they were received. */
    List<Block> blocks(String session) {
        return rows("SELECT " + Block.COLUMNS + " FROM session_recording_blocks WHERE session_id = '" + session
                        + "' ORDER BY from_offset")
                .stream()
                .map(Block::of)
                .toList();
    }

    /** What one column of a session's summary adds up to. */
    int sum(String session, String column) {
        return rows("SELECT sum(" + column + ") AS total FROM session_replay_events WHERE session_id = '" + session
                        + "'")
                .getFirst()
                .path("total")
                .asInt();
    }

    /** The events of these blocks, read by their ranges. */
    List<Event> events(List<Block> blocks) {
        try {
            List<Event> events = new ArrayList<>();
            for (Block block : blocks) {
                events.addAll(block.events(bucket));
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> rows(String sql) {
        try {
            return clickHouse.select(sql, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        bucket.close();
    }

    private static JsonNode withoutSession(JsonNode row) {
        return ((ObjectNode) row).without("session_id");
    }
}
