package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.e2e.Outcome.DeadLettered;
import dev.tapedeck.e2e.Outcome.Diverted;
import dev.tapedeck.e2e.Outcome.Dropped;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.Event;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Tenant;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reasons that need a state of Redis, a small limit or a defect to come about; the others are in {@link Cases}. */
@QuarkusTest
@TestProfile(ReasonsTest.SmallLimits.class)
class ReasonsTest extends EndToEnd {

    private static final int MAX_EVENTS = 10;
    private static final int BURST = 100_000;

    /** Limits that a few messages reach. */
    public static final class SmallLimits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "tapedeck.session.max-events-per-batch",
                    Integer.toString(MAX_EVENTS),
                    "tapedeck.screen.overflow.burst",
                    Integer.toString(BURST),
                    "tapedeck.screen.overflow.refill-per-second",
                    "1",
                    "tapedeck.screen.deletions.sources",
                    "postgres,redis,clickhouse");
        }
    }

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    RedisDataSource redis;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    Pool postgres;

    private CaseRun run = run(Tenant.LOCAL);

    @BeforeEach
    void anotherSession() {
        run = run(Tenant.LOCAL);
    }

    @Test
    void everyReasonIsSeenHereOrInACase() {
        Set<String> reasons = new HashSet<>(Set.of(
                DropReason.SESSION_BLOCKED.label(),
                DropReason.SESSION_DELETED.label(),
                DropReason.RETENTION_UNRESOLVED.label(),
                DropReason.SESSION_EVENT_LIMIT.label(),
                DivertReason.HOT_SESSION.label(),
                DeadLetterReason.PROCESSING_ERROR.label()));
        // Takes a crash: counted by RecordingBatchTest.
        reasons.add(DropReason.EARLIER_VERDICT.label());
        // Sent and counted by AccountsTest.
        reasons.addAll(Set.of(
                DropReason.RESTRICTED.label(),
                DropReason.TEAM_WITHOUT_RETENTION.label(),
                DropReason.CLOCK_TOO_FAR.label(),
                DivertReason.RESTRICTED.label()));
        Stream.concat(Cases.all().stream(), Malformed.cases().stream()).forEach(given -> {
            switch (given.outcome()) {
                case Dropped(String reason) -> reasons.add(reason);
                case Diverted(String reason) -> reasons.add(reason);
                case DeadLettered(String reason, String _) -> reasons.add(reason);
                case Outcome.Written() -> {}
            }
        });
        assertThat(reasons)
                .containsAll(Arrays.stream(DropReason.values())
                        .map(DropReason::label)
                        .toList())
                .containsAll(Arrays.stream(DivertReason.values())
                        .map(DivertReason::label)
                        .toList())
                .containsAll(Arrays.stream(DeadLetterReason.values())
                        .map(DeadLetterReason::label)
                        .toList());
    }

    @Test
    void blockedSession_isDropped() {
        redis.value(String.class).setex("@posthog/replay/session-blocked:1:" + sessionId(), 60, "1");
        assertCounted("tapedeck_dropped_total", DropReason.SESSION_BLOCKED.label(), 1, message());
        assertNoRow();
    }

    @Test
    void recordingDeletedInPostgres_isNotRecorded() {
        postgres.query("CREATE TABLE IF NOT EXISTS posthog_sessionrecording "
                        + "(session_id text UNIQUE, team_id integer, deleted boolean)")
                .executeAndAwait();
        postgres.preparedQuery("INSERT INTO posthog_sessionrecording VALUES ($1, 1, true)")
                .executeAndAwait(Tuple.of(sessionId()));
        assertCounted("tapedeck_dropped_total", DropReason.SESSION_DELETED.label(), 1, message());
        assertNoRow();
    }

    @Test
    void recordingWhoseKeyWasDeleted_isNotRecorded() {
        redis.value(String.class)
                .setex("@posthog/replay/recording-key:1:" + sessionId(), 60, "{\"sessionState\":\"deleted\"}");
        assertCounted("tapedeck_dropped_total", DropReason.SESSION_DELETED.label(), 1, message());
        assertNoRow();
    }

    @Test
    void recordingDeletedInClickHouse_isNotRecorded() throws Exception {
        new ClickHouse(stack.addresses()).select("""
                        INSERT INTO session_replay_events (session_id, team_id, min_first_timestamp, max_last_timestamp,
                            is_deleted, first_url, snapshot_source, snapshot_library)
                        SELECT {session:String}, 1, now64(6, 'UTC'), now64(6, 'UTC'), 1,
                            argMinState(CAST(NULL AS Nullable(String)), now64(6, 'UTC')),
                            argMinState(CAST(NULL AS LowCardinality(Nullable(String))), now64(6, 'UTC')),
                            argMinState(CAST(NULL AS Nullable(String)), now64(6, 'UTC'))""", Map.of("session", sessionId()));
        assertCounted("tapedeck_dropped_total", DropReason.SESSION_DELETED.label(), 1, message());
    }

    @Test
    void rememberedRetention_doesNotCountWhereTheTeamHasNone() {
        run = run(Tenant.WITHOUT_RETENTION);
        String key = "@posthog/replay/session-retention-" + Tenant.WITHOUT_RETENTION.id() + "-" + sessionId();
        redis.value(String.class).setex(key, 60, "90d");
        assertCounted("tapedeck_dropped_total", DropReason.TEAM_WITHOUT_RETENTION.label(), 1, message());
        assertNoRow();
    }

    @Test
    void eventsOverTheLimit_areLeftOutAndWhatWasAcceptedStays() {
        RrwebEvent[] events = new RrwebEvent[MAX_EVENTS + 1];
        Arrays.fill(events, RrwebEvent.meta("https://example.com"));
        run = CaseRun.of(EndToEndCase.written("limited", "too many events", Payload.of("a", events)));

        assertCounted("tapedeck_dropped_total", DropReason.SESSION_EVENT_LIMIT.label(), 1, message(), message());

        List<Event> sent = run.expected().values().iterator().next();
        assertThat(stored.events(Tenant.LOCAL.id(), sessionId())).isEqualTo(sent.subList(0, MAX_EVENTS));
    }

    @Test
    void hotSession_isDiverted() {
        RrwebEvent large = new RrwebEvent(2, "{\"node\":\"" + "x".repeat(BURST) + "\"}", RrwebEvent.UNSET);
        run = CaseRun.of(EndToEndCase.written("hot", "more than may be sent at once", Payload.of("a", large)));
        Message message = message();

        assertCounted("tapedeck_diverted_total", DivertReason.HOT_SESSION.label(), 1, message);

        assertNoRow();
        List<ConsumerRecord<byte[], byte[]>> copies = broker.content(Broker.OVERFLOW).stream()
                .filter(copy -> new String(copy.key(), UTF_8).equals(message.key()))
                .toList();
        assertThat(copies).singleElement().satisfies(copy -> {
            assertThat(copy.value()).isEqualTo(message.body());
            assertThat(copy.headers().lastHeader("redirect-step")).isNotNull();
            assertThat(copy.headers().lastHeader("redirect-timestamp")).isNotNull();
            message.headers()
                    .forEach((name, value) -> assertThat(
                                    copy.headers().lastHeader(name).value())
                            .asString(UTF_8)
                            .isEqualTo(value));
        });
    }

    @Test
    void messageThatMeetsADefect_isADeadLetterAndItsNeighbourIsNot() {
        Message met = message().withHeader(WithDefect.HEADER, "yes");
        CaseRun neighbour = run(Tenant.LOCAL);
        Message sound = neighbour.message(neighbour.given().payloads().getFirst());

        RecordMetadata origin = assertCounted(
                        "tapedeck_dead_lettered_total", DeadLetterReason.PROCESSING_ERROR.label(), 1, met, sound)
                .getFirst();

        new DeadLetters(broker, LIMIT)
                .assertHold(
                        met,
                        origin,
                        DeadLetterReason.PROCESSING_ERROR.label(),
                        DeadLetterReason.PROCESSING_ERROR.step());
        neighbour
                .expected()
                .forEach((session, events) ->
                        assertThat(stored.events(session.team(), session.id())).isEqualTo(events));
    }

    private List<RecordMetadata> assertCounted(String counter, String reason, int times, Message... messages) {
        String label = "reason=\"" + reason + "\"";
        double before = meters.sum(counter, label);
        List<RecordMetadata> sent =
                broker.sendAll(Arrays.stream(messages).map(Message::toRecord).toList());
        awaitCommitted(sent);
        assertThat(meters.sum(counter, label)).as("%s of %s", counter, reason).isEqualTo(before + times);
        return sent;
    }

    private void assertNoRow() {
        assertThat(stored.anyRow(sessionId())).isFalse();
    }

    private Message message() {
        return run.message(run.given().payloads().getFirst());
    }

    private String sessionId() {
        return run.expected().keySet().iterator().next().id();
    }

    private static CaseRun run(Tenant tenant) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot())
                .of(tenant);
        return CaseRun.of(EndToEndCase.written("reason", "one session", payload));
    }
}
