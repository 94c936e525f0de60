package dev.tapedeck.summary.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.recorder.BlockFacts;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.telemetry.SummaryMeters;
import dev.tapedeck.testing.ClickHouseDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of an object that an earlier process may have written are there once, also if the server has forgotten the tokens. */
@Tag("e2e")
public class ClickHouseSinkTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Instant NOVEMBER = Instant.parse("2026-11-30T23:59:59.500Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00.500Z");
    public static final int SESSIONS = 1_500;

    private ClickHouseDatabase database;

    @BeforeEach
    void create() {
        database = ClickHouseDatabase.create(
                sql -> sql.replace("deduplication_window = 10000", "deduplication_window = 4"));
    }

    @Test
    void whatIsThereIsNotWrittenAgain() {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        forgetTokens();
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void whatIsNotThereIsWritten() {
        StoredObject object = object("one", blocks());
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void consoleLinesAreWrittenWhereOnlyTheBlocksAre() {
        StoredObject object = object("one", blocks());
        await(sink().write(withoutConsole(object)));
        forgetTokens();
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void anInsertOfWhichAPartIsThereIsCompleted() {
        List<StoredBlock> blocks = blocks();
        StoredObject object = object("one", blocks);
        await(sink().write(object("one", blocks.subList(0, SESSIONS / 2))));
        forgetTokens();
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void anInsertOfWhichAPartIsThereIsCompletedWhileItsTokenIsKnown() {
        List<StoredBlock> blocks = blocks();
        StoredObject object = object("one", blocks);
        await(sink().write(withoutConsole(object("one", blocks.subList(0, SESSIONS / 2)))));
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void aSessionGetsItsRowWhereOnlyTheBlockHasOne() {
        StoredObject object = object("one", blocks());
        database.run("DROP VIEW session_replay_events_mv");
        await(sink().write(object));
        database.applyScripts();
        await(sink().writeMissing(object));
        isThereOnce(object);
    }

    @Test
    void whatWasFoundIsNotWrittenLaterEither() {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        forgetTokens();
        ClickHouseSink sink = sink();
        await(sink.writeMissing(object));
        await(sink.write(object));
        isThereOnce(object);
    }

    @Test
    void anotherObjectOfTheSameSessionsIsAnotherMatter() {
        StoredObject one = object("one", blocks());
        StoredObject two = object("two", blocks());
        await(sink().write(one));
        await(sink().writeMissing(two));
        assertThat(database.number("SELECT count() FROM session_recording_blocks"))
                .isEqualTo(2 * SESSIONS);
    }

    @Test
    void aRebuildWritesWhatIsNotThereAndNothingElse() {
        List<StoredBlock> blocks = blocks();
        StoredObject object = object("one", blocks);
        await(sink().write(object("one", blocks.subList(0, SESSIONS / 2))));
        forgetTokens();
        assertThat(restore(object)).isEqualTo(new RestoreResult(SESSIONS / 2, SESSIONS / 2, 0, List.of()));
        isThereOnce(object);
        assertThat(restore(object)).isEqualTo(RestoreResult.NOTHING);
        isThereOnce(object);
    }

    /** It reads no table as a whole: it asks for the sessions by their names then. */
    @Test
    void aRebuildFindsFewSessionsAmongManyOthers() {
        List<StoredBlock> blocks = blocks();
        StoredObject object = object("one", blocks);
        await(sink().write(object("one", blocks.subList(0, SESSIONS / 2))));
        database.run("INSERT INTO session_recording_blocks (team_id, session_id, first_timestamp)"
                + " SELECT 2, concat('other', toString(number)), fromUnixTimestamp64Milli("
                + NOVEMBER.toEpochMilli() + ", 'UTC') FROM numbers(" + 200 * SESSIONS + ")");
        forgetTokens();
        assertThat(restore(object)).isEqualTo(new RestoreResult(SESSIONS / 2, SESSIONS / 2, 0, List.of()));
        isThereOnce(object);
        assertThat(restore(object)).isEqualTo(RestoreResult.NOTHING);
    }

    @Test
    void aRebuildWritesConsoleLinesThatAloneAreLost() {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        database.run("TRUNCATE TABLE log_entries");
        assertThat(restore(object)).isEqualTo(new RestoreResult(0, SESSIONS, 0, List.of()));
        isThereOnce(object);
    }

    /** The server still knows the token of the insert, and would take another for the same. */
    @Test
    void aRebuildWritesWhatWasDeletedAMomentAgo() {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        for (String table : List.of("session_recording_blocks", "session_replay_events", "log_entries")) {
            database.run("ALTER TABLE " + table + " DELETE WHERE team_id = 2 SETTINGS mutations_sync = 2");
        }
        assertThat(restore(object).blocks()).isEqualTo(SESSIONS / 3);
        isThereOnce(object);
    }

    @Test
    void aRebuildWritesNothingForABlockThatOneTableNamesAlone() {
        StoredObject object = object("one", blocks());
        StoredObject two = object("two", List.of(block("other", 0, NOVEMBER)));
        await(sink().write(object));
        database.run("TRUNCATE TABLE session_replay_events");
        RestoreResult restored = sink().restore(List.of(object, two)).await().atMost(LIMIT);
        assertThat(restored.halves())
                .hasSize(SESSIONS)
                .contains(new RestoreResult.Half(
                        object.url(object.index().blocks().getFirst()),
                        "session_recording_blocks",
                        "session_replay_events"));
        assertThat(restored.blocks()).isEqualTo(1);
        assertThat(database.number("SELECT count() FROM session_recording_blocks"))
                .isEqualTo(SESSIONS + 1);
        database.run("TRUNCATE TABLE session_recording_blocks");
        assertThat(restore(two).halves())
                .singleElement()
                .extracting(RestoreResult.Half::notThere)
                .isEqualTo("session_recording_blocks");
    }

    /** It drops those of a day together, ninety days after its beginning. */
    @Test
    void aRebuildDoesNotLookForConsoleLinesThatTheTableNoLongerKeeps() {
        StoredObject object = object("one", blocks());
        Instant later = Instant.parse("2027-02-28T12:00:00Z");
        assertThat(sink(later).restore(List.of(object)).await().atMost(LIMIT))
                .isEqualTo(new RestoreResult(SESSIONS, SESSIONS / 2, 0, List.of()));
    }

    /** Such a table may not show at once what it was given; written again, it would be there twice. */
    @Test
    void aRebuildWritesNothingAgainWhereATablePassesRowsOn() {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        database.run("ALTER TABLE session_recording_blocks DELETE WHERE team_id = 2 SETTINGS mutations_sync = 2");
        database.run("ALTER TABLE session_replay_events DELETE WHERE team_id = 2 SETTINGS mutations_sync = 2");
        database.run("RENAME TABLE log_entries TO kept");
        database.run("CREATE TABLE log_entries AS kept ENGINE = Buffer('" + database.name()
                + "', 'kept', 1, 9, 9, 9, 9, 9999, 9999)");
        RestoreResult restored = restore(object);
        assertThat(restored.blocks()).isZero();
        assertThat(restored.notShown()).isEqualTo(SESSIONS / 3);
    }

    /** By the statement that the documentation gives. */
    @Test
    void sessionsThatAreLostAloneAreMadeFromTheBlocks() throws IOException {
        StoredObject object = object("one", blocks());
        await(sink().write(object));
        database.run("TRUNCATE TABLE session_replay_events");
        String script = Files.readString(Path.of("src/main/resources/clickhouse/02-session_replay_events.sql"));
        String operations = Files.readString(Path.of("docs/operations.md"));
        String insert = operations.substring(operations.indexOf("INSERT INTO session_replay_events"));
        database.run(insert.substring(0, insert.indexOf("SELECT"))
                + script.substring(script.indexOf("SELECT"), script.lastIndexOf(';')));
        isThereOnce(object);
        assertThat(restore(object)).isEqualTo(RestoreResult.NOTHING);
    }

    private RestoreResult restore(StoredObject object) {
        return sink().restore(List.of(object)).await().atMost(LIMIT);
    }

    private void isThereOnce(StoredObject object) {
        long lines = object.index().blocks().stream()
                .mapToLong(block -> block.console().size())
                .sum();
        String ours = " WHERE session_id NOT LIKE 'other%'";
        assertThat(database.number("SELECT count() FROM session_recording_blocks" + ours))
                .isEqualTo(SESSIONS);
        assertThat(database.number("SELECT uniqExact(block_url) FROM session_recording_blocks" + ours))
                .isEqualTo(SESSIONS);
        assertThat(database.number("SELECT sum(length(block_urls)) FROM session_replay_events" + ours))
                .isEqualTo(SESSIONS);
        assertThat(database.number("SELECT sum(message_count) FROM session_replay_events" + ours))
                .isEqualTo(2 * SESSIONS);
        assertThat(database.number("SELECT count() FROM log_entries WHERE log_source_id NOT LIKE 'other%'"))
                .isEqualTo(lines);
    }

    private void forgetTokens() {
        for (Instant time : List.of(NOVEMBER, DECEMBER)) {
            for (int i = 0; i < 4; i++) {
                String name = "other" + i + time.getEpochSecond();
                await(sink().write(object(name, List.of(block(name, 0, time)))));
            }
        }
    }

    /** A sink as a process has it that has just begun. */
    private ClickHouseSink sink() {
        return sink(DECEMBER);
    }

    private ClickHouseSink sink(Instant now) {
        return new ClickHouseSink(
                ClickHouseAccess.of(database.settings()),
                Runnable::run,
                new SummaryMeters(new SimpleMeterRegistry()),
                InstantSource.fixed(now));
    }

    public static StoredObject object(String key, List<StoredBlock> blocks) {
        BatchSpan span = new BatchSpan("topic", 2, 5, 9, NOVEMBER.toEpochMilli());
        return new StoredObject(
                "bucket", key, new BatchIndex(span, new UUID(7, 7), Retention.DAYS_30, blocks, List.of()));
    }

    private static StoredObject withoutConsole(StoredObject object) {
        List<StoredBlock> silent = object.index().blocks().stream()
                .map(block -> block.with(List.of()))
                .toList();
        return object(object.key(), silent);
    }

    /** The first half of them began in one month, the others in the next. */
    public static List<StoredBlock> blocks() {
        List<StoredBlock> blocks = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            blocks.add(block("it's " + i, i, i < SESSIONS / 2 ? NOVEMBER : DECEMBER));
        }
        return blocks;
    }

    public static StoredBlock block(String session, int place, Instant first) {
        long micros = first.toEpochMilli() * 1000;
        List<ConsoleLine> console = place % 2 == 1
                ? List.of()
                : List.of(
                        new ConsoleLine(ConsoleLine.Level.INFO, "a", micros + 1, 7, 0),
                        new ConsoleLine(ConsoleLine.Level.INFO, "a", micros + 1, 7, 1));
        return new StoredBlock(
                new SessionKey(1 + place % 3, session), place * 100L, 100, BlockCodec.ZSTD, 1, facts(micros), console);
    }

    private static BlockFacts facts(long micros) {
        return new BlockFacts(
                "person",
                micros,
                micros + 7,
                3,
                2,
                List.of(7L, 8L),
                0,
                400,
                null,
                List.of(),
                0,
                0,
                0,
                0,
                2,
                0,
                0,
                "web",
                null,
                null);
    }

    private static void await(Uni<?> step) {
        step.await().atMost(LIMIT);
    }
}
