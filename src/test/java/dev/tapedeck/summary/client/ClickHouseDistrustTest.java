package dev.tapedeck.summary.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.clickhouse.ClickHouseSink;
import dev.tapedeck.summary.clickhouse.ClickHouseSinkTest;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import dev.tapedeck.summary.client.ClickHouseAccess.StatementFailed;
import dev.tapedeck.telemetry.SummaryMeters;
import dev.tapedeck.testing.ClickHouseDatabase;
import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.Fault.Reaction;
import dev.tapedeck.testing.HttpMessage;
import dev.tapedeck.testing.HttpRelay;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between the service and ClickHouse may drop what goes with a statement, and an answer may say less than it seems to. */
@Tag("e2e")
class ClickHouseDistrustTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00.500Z");
    private static final String EXCEPTION = "Code: 241. DB::Exception: Memory limit (total) exceeded\n";

    /** What a well-known proxy passes on. */
    private static final Set<String> PASSED =
            Set.of("query", "database", "default_format", "compress", "wait_end_of_query", "query_id", "extremes");

    private ClickHouseDatabase database;
    private HttpRelay relay;

    @BeforeEach
    void create() {
        database = ClickHouseDatabase.create(UnaryOperator.identity());
        relay = new HttpRelay(database.url());
    }

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void aRepeatedInsertCountsOnceWhereParametersAreDropped() {
        relay.suffer(new ParametersDropped());
        StoredObject object = ClickHouseSinkTest.object("it's \\one", ClickHouseSinkTest.blocks());
        await(sink().write(object));
        // Within a second the rows would be the same, which the server recognises without any token.
        Awaitility.await()
                .until(() -> database.number("SELECT max(_timestamp) < now() FROM session_recording_blocks") == 1);
        await(sink().write(object));
        assertThat(blocks()).isEqualTo(blocks(object));
        assertThat(database.number("SELECT sum(length(block_urls)) FROM session_replay_events"))
                .isEqualTo(blocks(object));
        assertThat(database.number("SELECT count() FROM log_entries")).isEqualTo(lines(object));
    }

    @Test
    void messagesOfAHundredDaysAreTakenWhereParametersAreDropped() {
        relay.suffer(new ParametersDropped());
        List<StoredBlock> blocks = IntStream.range(0, 110)
                .mapToObj(day -> ClickHouseSinkTest.block("s" + day, 2 * day, NOW.minus(Duration.ofDays(day))))
                .toList();
        await(sink().write(ClickHouseSinkTest.object("one", blocks)));
        assertThat(blocks()).isEqualTo(110);
        assertThat(database.number("SELECT uniqExact(toDate(timestamp)) FROM log_entries"))
                .isGreaterThan(80);
    }

    @Test
    void rowsOfLongSessionIdsAreAskedForWhereParametersAreDropped() {
        relay.suffer(new ParametersDropped());
        List<StoredBlock> blocks = IntStream.range(0, 60)
                .mapToObj(i -> ClickHouseSinkTest.block("\u4e16".repeat(4_090) + i, i, NOW))
                .toList();
        StoredObject object = ClickHouseSinkTest.object("one", blocks);
        await(sink().write(object));
        assertThat(sink().restore(List.of(object)).await().atMost(LIMIT)).isEqualTo(RestoreResult.NOTHING);
        Set<String> sessions = Set.copyOf(
                blocks.stream().map(block -> block.session().sessionId()).toList());
        assertThat(sink().recorded("topic", 2, 0, 99, sessions).await().atMost(LIMIT))
                .hasSize(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_recording_blocks", "log_entries", "recording_gaps"})
    void anInsertThatIsAnsweredWithAnExceptionHasFailed(String table) {
        relay.suffer(said(inserts(table), List.of("X-ClickHouse-Progress: {\"read_rows\":\"5\"}"), EXCEPTION));
        assertThatThrownBy(() -> await(writeAll())).hasStackTraceContaining("Memory limit");
        relay.suffer(Fault.NONE);
        await(writeAll());
        assertThat(blocks()).isEqualTo(ClickHouseSinkTest.SESSIONS);
        assertThat(database.number("SELECT count() FROM log_entries")).isEqualTo(ClickHouseSinkTest.SESSIONS);
        assertThat(database.number("SELECT count() FROM recording_gaps")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"session_recording_blocks", "log_entries", "recording_gaps"})
    void anInsertThatWroteFewerRowsThanItWasGivenHasFailed(String table) {
        relay.suffer(said(inserts(table), List.of("X-ClickHouse-Summary: {\"written_rows\":\"0\"}"), ""));
        assertThatThrownBy(() -> await(writeAll())).hasStackTraceContaining(table);
    }

    /** A server may say of a repeated insert that it wrote nothing. */
    @Test
    void aRepeatedInsertThatWroteNothingIsFineWhereItsRowsAreThere() {
        await(writeAll());
        relay.suffer(said(inserts(""), List.of("X-ClickHouse-Summary: {\"written_rows\":\"0\"}"), ""));
        await(writeAll());
    }

    /** Once it has begun to answer, a server can only append its exception. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"meta\":[],\"data\":[],\"exception\":\"Code: 241\"}", "{\"meta\":[],\"data\":[[\"a\"]"})
    void anAnswerThatEndsWithAnExceptionIsNone(String beginning) {
        StoredObject object = ClickHouseSinkTest.object("one", ClickHouseSinkTest.blocks());
        await(sink().write(object));
        String body = beginning + (beginning.endsWith("}") ? "" : EXCEPTION);
        relay.suffer(said(request -> request.bodyStart().contains("SELECT"), List.of(), body));
        ClickHouseSink sink = sink();
        assertThatThrownBy(() -> sink.restore(List.of(object)).await().atMost(LIMIT))
                .isInstanceOf(StatementFailed.class);
        assertThatThrownBy(() -> await(sink.writeMissing(object))).isInstanceOf(StatementFailed.class);
        assertThatThrownBy(() -> sink.recorded("topic", 2, 0, 99, Set.of("it's 1"))
                        .await()
                        .atMost(LIMIT))
                .isInstanceOf(StatementFailed.class);
        RecordedBlocks recorded =
                new RecordedBlocks(ClickHouseAccess.of(database.settings(relay.address())), Runnable::run);
        assertThat(recorded.of(new SessionKey(1, "it's 0")).await().atMost(LIMIT))
                .isInstanceOf(RecordedBlocks.Unknown.class);
    }

    private Uni<Void> writeAll() {
        ClickHouseSink sink = sink();
        return sink.write(ClickHouseSinkTest.object("one", ClickHouseSinkTest.blocks()))
                .chain(() -> sink.write(new OffsetGap("topic", 2, 5, 9)));
    }

    private static Predicate<HttpMessage> inserts(String table) {
        return request -> request.bodyStart().contains("INSERT INTO " + table);
    }

    private static Fault said(Predicate<HttpMessage> of, List<String> headers, String body) {
        return (moment, request) ->
                moment == Moment.REQUESTED && of.test(request) ? new Reaction.Say(headers, body) : Fault.PASS;
    }

    private ClickHouseSink sink() {
        return new ClickHouseSink(
                ClickHouseAccess.of(database.settings(relay.address())),
                Runnable::run,
                new SummaryMeters(new SimpleMeterRegistry()),
                InstantSource.fixed(NOW));
    }

    private long blocks() {
        return database.number("SELECT count() FROM session_recording_blocks");
    }

    private static int blocks(StoredObject object) {
        return object.index().blocks().size();
    }

    private static long lines(StoredObject object) {
        return object.index().blocks().stream()
                .map(StoredBlock::console)
                .mapToLong(List::size)
                .sum();
    }

    private static void await(Uni<?> step) {
        step.await().atMost(LIMIT);
    }

    /** Passes on what it knows, and forgets the rest. */
    private static final class ParametersDropped implements Fault {

        @Override
        public Reaction at(Moment moment, HttpMessage request) {
            return PASS;
        }

        @Override
        public HttpMessage passes(HttpMessage request) {
            return request.withParameters(PASSED::contains);
        }
    }
}
