package dev.tapedeck.e2e;

import static dev.tapedeck.e2e.RrwebEvent.console;
import static dev.tapedeck.e2e.RrwebEvent.input;
import static dev.tapedeck.e2e.RrwebEvent.meta;
import static dev.tapedeck.e2e.RrwebEvent.mouse;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/** Profile {@code posthog}: what an existing PostHog finds in the store, on its topics, and in its tables. */
@QuarkusTest
@TestProfile(PosthogProfileTest.Posthog.class)
class PosthogProfileTest extends EndToEnd {

    private static final String REPLAY_EVENTS = "clickhouse_session_replay_events";
    private static final String LOG_ENTRIES = "log_entries";
    private static final int CLICK = 2;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    public static class Posthog implements QuarkusTestProfile {

        @Override
        public String getConfigProfile() {
            return "posthog";
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tapedeck.intake.take-over", "true");
        }
    }

    @Test
    void rowsAndBlocksAreThePeersOwn() throws Exception {
        EndToEndCase given = EndToEndCase.written(
                "posthog",
                "one of each",
                Payload.of(
                        "a",
                        meta("https://example.com/a"),
                        mouse(CLICK, 1),
                        input(2, "hello"),
                        console("warn", "careful"),
                        console("assert", "broken")));
        CaseRun run = CaseRun.of(given);
        Message message = run.message(given.payloads().getFirst());
        awaitCommitted(List.of(broker.send(message.toRecord())));

        String session = message.key();
        List<ConsumerRecord<byte[], byte[]>> replay = of(REPLAY_EVENTS, session);
        assertThat(replay).hasSize(1);
        JsonNode row = json(replay.getFirst());
        String url = row.path("block_url").asText();
        byte[] lines = Snappy.uncompress(bucket.block(url));
        assertThat(new String(lines, UTF_8)).isEqualTo(lines(message));
        assertThat(url).matches("s3://posthog/session_recordings/30d/\\d{13}-[0-9a-f]{16}\\?range=bytes=0-\\d+");
        assertThat(row).isEqualTo(expectedRow(row, message, run.base(), lines.length));
        assertThat(UUID.fromString(row.path("uuid").asText())).isNotNull();
        assertThat(UUID.fromString(row.path("batch_id").asText())).isNotNull();

        List<ConsumerRecord<byte[], byte[]>> console = of(LOG_ENTRIES, session);
        assertThat(console.stream().map(PosthogProfileTest::json))
                .containsExactlyInAnyOrder(
                        expectedLine(row, session, "warn", "careful", run.base() + 3000),
                        expectedLine(row, session, "error", "broken", run.base() + 4000));
        assertThatTheTablesTake(session, replay, console, run.base());
    }

    private static ObjectNode expectedRow(JsonNode found, Message message, long base, int size) {
        ObjectNode expected = JSON.createObjectNode()
                .put("uuid", found.path("uuid").asText())
                .put("session_id", message.key())
                .put("team_id", Tenant.LOCAL.id())
                .put("distinct_id", message.headers().get("distinct_id"))
                .put("batch_id", found.path("batch_id").asText())
                .put("first_timestamp", text(base))
                .put("last_timestamp", text(base + 4000))
                .put("block_url", found.path("block_url").asText())
                .put("first_url", "https://example.com/a");
        expected.putArray("urls").add("https://example.com/a");
        return expected.put("click_count", 1)
                .put("keypress_count", 1)
                .put("mouse_activity_count", 1)
                .put("active_milliseconds", 3000)
                .put("console_log_count", 0)
                .put("console_warn_count", 1)
                .put("console_error_count", 1)
                .put("size", size)
                .put("message_count", 1)
                .put("event_count", 5)
                .put("snapshot_source", "web")
                .put("snapshot_library", "posthog-js")
                .putNull("snapshot_mode")
                .put("retention_period_days", 30)
                .put("is_deleted", 0);
    }

    private static ObjectNode expectedLine(JsonNode row, String session, String level, String text, long millis) {
        return JSON.createObjectNode()
                .put("team_id", Tenant.LOCAL.id())
                .put("message", text)
                .put("level", level)
                .put("log_source", "session_replay")
                .put("log_source_id", session)
                .putNull("instance_id")
                .put("timestamp", text(millis))
                .put("batch_id", row.path("batch_id").asText());
    }

    /** The messages go into tables with the columns of those that the peer's ClickHouse consumes its topics with. */
    private void assertThatTheTablesTake(
            String session,
            List<ConsumerRecord<byte[], byte[]>> replay,
            List<ConsumerRecord<byte[], byte[]>> console,
            long base)
            throws Exception {
        try (PeerTables tables = new PeerTables(stack.addresses())) {
            replay.forEach(one -> tables.insertReplayEvent(new String(one.value(), UTF_8)));
            console.forEach(one -> tables.insertLogEntry(new String(one.value(), UTF_8)));
            JsonNode summary = tables.one("SELECT * FROM peer_replay_events");
            assertThat(summary.path("session_id").asText()).isEqualTo(session);
            assertThat(summary.path("first_timestamp").asText()).isEqualTo(text(base));
            assertThat(summary.path("urls")).hasSize(1);
            assertThat(summary.path("event_count").asInt()).isEqualTo(5);
            assertThat(summary.path("retention_period_days").asInt()).isEqualTo(30);
            JsonNode lines = tables.one("SELECT count() AS lines, any(instance_id) AS instance, max(timestamp) AS last"
                    + " FROM peer_log_entries FINAL");
            assertThat(lines.path("lines").asInt()).isEqualTo(2);
            assertThat(lines.path("instance").asText()).isEmpty();
            assertThat(lines.path("last").asText()).isEqualTo(text(base + 4000));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> of(String topic, String session) {
        return broker.content(topic).stream()
                .filter(record -> new String(record.key(), UTF_8).equals(session))
                .toList();
    }

    /** The block's text: events as they were sent. */
    private static String lines(Message message) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Event event : Event.ofBody(message.text())) {
            lines.add("[\"" + event.windowId() + "\"," + event.json() + "]\n");
        }
        return String.join("", lines);
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }
}
