package dev.tapedeck.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the tables hold, as their readers see it: merged, in a fixed order, without the time of the insert. */
record Dump(List<JsonNode> blocks, List<JsonNode> sessions, List<JsonNode> console) {

    private static final String SESSIONS = """
            SELECT session_id, team_id, any(distinct_id) AS distinct_id, min(min_first_timestamp) AS first,
                max(max_last_timestamp) AS last, arraySort(groupArrayArray(block_first_timestamps)) AS firsts,
                arraySort(groupArrayArray(block_last_timestamps)) AS lasts,
                arraySort(groupArrayArray(block_urls)) AS block_urls, argMinMerge(first_url) AS first_url,
                arraySort(groupUniqArrayArray(all_urls)) AS all_urls, sum(click_count) AS clicks,
                sum(keypress_count) AS keypresses, sum(mouse_activity_count) AS mouse,
                sum(active_milliseconds) AS active, sum(console_log_count) AS infos, sum(console_warn_count) AS warns,
                sum(console_error_count) AS errors, sum(size) AS size, sum(message_count) AS messages,
                sum(event_count) AS events, argMinMerge(snapshot_source) AS source,
                argMinMerge(snapshot_library) AS library, max(retention_period_days) AS retention
            FROM session_replay_events GROUP BY team_id, session_id ORDER BY team_id, session_id""";

    static Dump of(Books books) {
        return new Dump(
                books.rows("SELECT * EXCEPT _timestamp FROM session_recording_blocks ORDER BY block_url"),
                books.rows(SESSIONS),
                books.rows("SELECT * EXCEPT _timestamp FROM log_entries ORDER BY ALL"));
    }

    static void truncate(Books books) {
        List.of("session_recording_blocks", "session_replay_events", "log_entries")
                .forEach(table -> books.rows("TRUNCATE TABLE " + table));
    }

    boolean isEmpty() {
        return blocks.isEmpty() && sessions.isEmpty() && console.isEmpty();
    }
}
