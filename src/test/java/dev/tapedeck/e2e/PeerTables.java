package dev.tapedeck.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Tables with the columns into which the direct peer's ClickHouse takes the messages of its topics. Gone when closed. */
final class PeerTables implements AutoCloseable {

    private static final String REPLAY_EVENTS = """
            CREATE OR REPLACE TABLE peer_replay_events (
                session_id String, team_id Int64, distinct_id String,
                first_timestamp DateTime64(6, 'UTC'), last_timestamp DateTime64(6, 'UTC'),
                block_url Nullable(String), first_url Nullable(String), urls Array(String),
                click_count Int64, keypress_count Int64, mouse_activity_count Int64, active_milliseconds Int64,
                console_log_count Int64, console_warn_count Int64, console_error_count Int64,
                size Int64, message_count Int64, event_count Int64,
                snapshot_source LowCardinality(Nullable(String)), snapshot_library Nullable(String),
                snapshot_mode LowCardinality(Nullable(String)), retention_period_days Nullable(Int64), is_deleted UInt8,
                ai_tags_fixed Array(String), ai_tags_freeform Array(String), ai_highlighted UInt8,
                surfacing_score Nullable(Float32)) ENGINE = MergeTree ORDER BY (team_id, session_id)""";

    private static final String LOG_ENTRIES = """
            CREATE OR REPLACE TABLE peer_log_entries (
                team_id UInt64, log_source LowCardinality(String), log_source_id String, instance_id String,
                timestamp DateTime64(6, 'UTC'), level LowCardinality(String), message String,
                _timestamp DateTime DEFAULT now(), _offset UInt64)
            ENGINE = ReplacingMergeTree(_timestamp)
            ORDER BY (team_id, log_source, log_source_id, instance_id, timestamp)""";

    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final StackAddresses addresses;

    PeerTables(StackAddresses addresses) {
        this.addresses = addresses;
        run(REPLAY_EVENTS);
        run(LOG_ENTRIES);
    }

    void insertReplayEvent(String row) {
        run("INSERT INTO peer_replay_events FORMAT JSONEachRow\n" + row);
    }

    void insertLogEntry(String row) {
        run("INSERT INTO peer_log_entries FORMAT JSONEachRow\n" + row);
    }

    /** The one row that this query selects. */
    JsonNode one(String sql) throws IOException, InterruptedException {
        return new ClickHouse(addresses).select(sql, Map.of()).getFirst();
    }

    @Override
    public void close() {
        run("DROP TABLE peer_replay_events");
        run("DROP TABLE peer_log_entries");
    }

    private void run(String statement) {
        URI address =
                URI.create(addresses.get("clickhouse.url") + "/?database=" + addresses.get("clickhouse.database"));
        HttpRequest request = HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofString(statement))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new AssertionError(statement + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
