package dev.tapedeck.tryout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.ClickHouse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds in ClickHouse what has become of the sessions. */
final class Reader {

    /** With no new row for this long, nothing more is expected to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(100);

    private final ClickHouse clickHouse;
    private final Children children;

    Reader(ClickHouse clickHouse, Children children) {
        this.clickHouse = clickHouse;
        this.children = children;
    }

    /**
     * Waits until as many events as were sent can be found, or until no more come.
     *
     * @return when each complete session was complete, by {@link System#nanoTime}
     * @throws TryoutException when the service or the servers have ended
     */
    Map<String, Long> awaitEvents(Map<String, Recording.Session> sessions)
            throws IOException, InterruptedException, TryoutException {
        Map<String, Long> complete = new HashMap<>();
        Map<String, Long> last = Map.of();
        long progressed = System.nanoTime();
        while (complete.size() < sessions.size() && System.nanoTime() - progressed < PATIENCE.toNanos()) {
            children.check();
            Map<String, Long> found = counts();
            if (!found.equals(last)) {
                progressed = System.nanoTime();
                last = found;
            }
            for (Map.Entry<String, Recording.Session> session : sessions.entrySet()) {
                if (found.getOrDefault(session.getKey(), 0L) >= session.getValue().events().size()) {
                    complete.putIfAbsent(session.getKey(), System.nanoTime());
                }
            }
            Thread.sleep(STEP);
        }
        return complete;
    }

    /** The blocks of all sessions, each session's in the order in which it was received. */
    Map<String, List<Block>> blocks() throws IOException, InterruptedException {
        Map<String, List<Block>> blocks = new LinkedHashMap<>();
        String sql = "SELECT " + Block.COLUMNS + " FROM session_recording_blocks ORDER BY topic, partition, from_offset";
        for (JsonNode row : clickHouse.select(sql, Map.of())) {
            Block block = Block.of(row);
            blocks.computeIfAbsent(block.sessionId(), any -> new ArrayList<>()).add(block);
        }
        return blocks;
    }

    /** The summary of each session. */
    Map<String, JsonNode> summaries() throws IOException, InterruptedException {
        String sql =
                """
                SELECT session_id, sum(click_count) AS clicks, sum(active_milliseconds) AS active,
                    sum(console_log_count) + sum(console_warn_count) + sum(console_error_count) AS console,
                    argMinMerge(first_url) AS url
                FROM session_replay_events GROUP BY session_id""";
        return clickHouse.select(sql, Map.of()).stream()
                .collect(Collectors.toMap(row -> row.get("session_id").asText(), row -> row));
    }

    private Map<String, Long> counts() throws IOException, InterruptedException {
        String sql = "SELECT session_id, sum(event_count) AS events FROM session_replay_events GROUP BY session_id";
        return clickHouse.select(sql, Map.of()).stream()
                .collect(Collectors.toMap(
                        row -> row.get("session_id").asText(),
                        row -> row.get("events").asLong()));
    }
}
