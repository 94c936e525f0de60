package dev.tapedeck.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a reader finds of a team's session. */
final class Stored {

    private static final String WHERE = " WHERE team_id = {team:Int64} AND session_id = {session:String}";

    /** Every column of the table, aggregated again as all readers have to. */
    private static final String SUMMARY = """
            SELECT session_id, team_id, any(distinct_id) AS distinct_id,
                min(min_first_timestamp) AS min_first_timestamp, max(max_last_timestamp) AS max_last_timestamp,
                arraySort(groupArrayArray(block_first_timestamps)) AS block_first_timestamps,
                arraySort(groupArrayArray(block_last_timestamps)) AS block_last_timestamps,
                groupArrayArray(block_urls) AS block_urls,
                argMinMerge(first_url) AS first_url, arraySort(groupUniqArrayArray(all_urls)) AS all_urls,
                sum(click_count) AS click_count, sum(keypress_count) AS keypress_count,
                sum(mouse_activity_count) AS mouse_activity_count, sum(active_milliseconds) AS active_milliseconds,
                sum(console_log_count) AS console_log_count, sum(console_warn_count) AS console_warn_count,
                sum(console_error_count) AS console_error_count,
                sum(size) AS size, sum(message_count) AS message_count, sum(event_count) AS event_count,
                argMinMerge(snapshot_source) AS snapshot_source, argMinMerge(snapshot_library) AS snapshot_library,
                max(_timestamp) AS _timestamp, max(retention_period_days) AS retention_period_days,
                max(is_deleted) AS is_deleted, groupUniqArrayArray(ai_tags_fixed) AS ai_tags_fixed,
                groupUniqArrayArray(ai_tags_freeform) AS ai_tags_freeform, max(ai_highlighted) AS ai_highlighted,
                max(surfacing_score) AS surfacing_score
            FROM session_replay_events""";

    private final ClickHouse clickHouse;
    private final Bucket bucket;

    Stored(ClickHouse clickHouse, Bucket bucket) {
        this.clickHouse = clickHouse;
        this.bucket = bucket;
    }

    /** How many events the session's summary counts; 0 when there is none. */
    int eventCount(int team, String session) {
        return select("SELECT sum(event_count) AS events FROM session_replay_events" + WHERE, team, session)
                .getFirst()
                .path("events")
                .asInt();
    }

    /** How many messages the session's summary counts; 0 when there is none. */
    int messageCount(int team, String session) {
        return select("SELECT sum(message_count) AS messages FROM session_replay_events" + WHERE, team, session)
                .getFirst()
                .path("messages")
                .asInt();
    }

    /** The session's summary: one row, or none. */
    List<JsonNode> summary(int team, String session) {
        return select(SUMMARY + WHERE + " GROUP BY session_id, team_id", team, session);
    }

    /** The session's blocks in the order in which they were received. */
    List<Block> blocks(int team, String session) {
        String sql = "SELECT " + Block.COLUMNS + " FROM session_recording_blocks" + WHERE + " ORDER BY from_offset";
        return select(sql, team, session).stream().map(Block::of).toList();
    }

    /** The events in a block, read by its range. */
    List<Event> events(Block block) {
        try {
            return block.events(bucket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All the session's events. */
    List<Event> events(int team, String session) {
        List<Event> events = new ArrayList<>();
        blocks(team, session).forEach(block -> events.addAll(events(block)));
        return events;
    }

    /** The session's console lines in the order in which they were received. */
    List<JsonNode> console(int team, String session) {
        return select("""
                SELECT timestamp, level, message, log_source, instance_id FROM log_entries
                WHERE team_id = {team:Int64} AND log_source_id = {session:String} ORDER BY _offset, line""", team, session);
    }

    /** Whether any table has anything about this session, of whatever team. */
    boolean anyRow(String session) {
        return select("""
                        SELECT 1 AS found FROM session_recording_blocks WHERE session_id = {session:String}
                        UNION ALL SELECT 1 FROM session_replay_events WHERE session_id = {session:String}
                        UNION ALL SELECT 1 FROM log_entries WHERE log_source_id = {session:String}""", 0, session).stream().findAny().isPresent();
    }

    private List<JsonNode> select(String sql, int team, String session) {
        try {
            return clickHouse.select(sql, Map.of("team", Integer.toString(team), "session", session));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
