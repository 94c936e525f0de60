package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.RestoreResult.Half;
import dev.tapedeck.summary.client.AnswerRow;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Asks ClickHouse which rows of objects are there, by the keys that its tables are sorted by, so that few rows are read
 * however large they are. Blocks.
 */
final class ExistingRows {

    private static final int TABLES = 3;

    /** Sessions that one statement can name are named. */
    private static final int FEW = 1_000;

    /** A session that is named makes the server read a granule of its table, which are hundreds of rows. */
    private static final int ROWS_FOR_ONE = 100;

    /** Others keep copies, or pass rows on to other servers. */
    private static final String OWN_TABLES =
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN ('"
                    + ClickHouseSink.BLOCKS + "', '" + ClickHouseSink.SESSIONS + "', '" + ClickHouseSink.LINES
                    + "') AND engine IN ('MergeTree', 'AggregatingMergeTree', 'ReplacingMergeTree')";

    private static final Comparator<Placed> BY_SESSION = Comparator.comparing(Placed::session, SessionCondition.ORDER);

    private final ClickHouseAccess clickHouse;

    ExistingRows(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** Which blocks of these objects have a row, and which the row of their session names. */
    Snapshot of(List<StoredObject> objects) {
        List<Placed> all = placed(objects);
        Snapshot snapshot = new Snapshot(objects);
        if (!all.isEmpty()) {
            ask(all, ClickHouseSink.BLOCKS, ExistingRows::blockRows, snapshot::hasRow);
            ask(all, ClickHouseSink.SESSIONS, ExistingRows::sessionRows, snapshot::isOfSession);
        }
        return snapshot;
    }

    /** Those console lines of these objects that have no row. */
    AbsentLines absentLines(List<StoredObject> objects) {
        List<Placed> placed = placed(objects).stream()
                .filter(one -> !one.block().console().isEmpty())
                .toList();
        Set<Line> absent = new HashSet<>();
        for (Placed one : placed) {
            for (ConsoleLine line : one.block().console()) {
                absent.add(Line.of(one.session(), line));
            }
        }
        for (List<Placed> some : parts(placed)) {
            clickHouse.read(ClickHouseSink.LINES, lineRows(some), row -> absent.remove(line(row)));
        }
        return new AbsentLines(absent);
    }

    /** Whether the tables are one server's own, so that it shows at once what it has taken. */
    boolean isOneServer() {
        List<String> own = new ArrayList<>();
        clickHouse.read("system.tables", OWN_TABLES, row -> own.add(row.text(0)));
        return own.size() == TABLES;
    }

    /** A block and the object that holds it. */
    private record Placed(StoredObject object, StoredBlock block) {

        SessionKey session() {
            return block.session();
        }
    }

    /** What is asked of a table. */
    private interface Statement {

        /**
         * Makes it.
         *
         * @param sessions the condition that the table's sorting key is searched with
         * @param some the blocks that are asked for
         */
        String of(String sessions, List<Placed> some);
    }

    private void ask(List<Placed> all, String table, Statement statement, Consumer<String> url) {
        statements(table, all, statement).forEach(sql -> clickHouse.read(table, sql, row -> url.accept(row.text(0))));
    }

    /**
     * One that asks for all between the first session and the last where few others are between them. It costs a server far less than
     * statements that name thousands of sessions. Where many are between, naming them reads less.
     */
    private List<String> statements(String table, List<Placed> all, Statement statement) {
        if (all.size() > FEW) {
            SessionKey first = Collections.min(all, BY_SESSION).session();
            SessionKey last = Collections.max(all, BY_SESSION).session();
            String range = statement.of(SessionCondition.between(first, last), all);
            if (range.length() <= ClickHouseAccess.STATEMENT_BYTES
                    && rowsRead(table, range) <= (long) ROWS_FOR_ONE * all.size()) {
                return List.of(range);
            }
        }
        return parts(all).stream()
                .map(some -> statement.of(SessionCondition.named(sessions(some)), some))
                .toList();
    }

    /** How many rows the server would read for a statement, by its indexes alone. */
    private long rowsRead(String table, String sql) {
        long[] rows = new long[1];
        clickHouse.read(table, "SELECT sum(rows) FROM (EXPLAIN ESTIMATE " + sql + ')', row -> rows[0] = row.number(0));
        return rows[0];
    }

    private static String blockRows(String sessions, List<Placed> some) {
        return "SELECT block_url FROM session_recording_blocks WHERE " + sessions + " AND "
                + between("first_timestamp", times(some), ExistingRows::time) + " AND " + inside(some, "block_url");
    }

    /** By days: where rows have been merged, the time is that of the first of their blocks, of the same day. */
    private static String sessionRows(String sessions, List<Placed> some) {
        return "SELECT url FROM (SELECT arrayJoin(block_urls) AS url FROM session_replay_events WHERE " + sessions
                + " AND " + between("toDate(min_first_timestamp)", times(some), ExistingRows::day) + ") WHERE "
                + inside(some, "url");
    }

    private static String lineRows(List<Placed> some) {
        return "SELECT team_id, log_source_id, toUnixTimestamp64Micro(timestamp), _offset, line FROM log_entries"
                + " WHERE log_source = 'session_replay' AND "
                + SessionCondition.named(sessions(some), "log_source_id") + " AND " + betweenLines(some) + " AND "
                + between(
                        "timestamp",
                        lines(some).mapToLong(ConsoleLine::timestampMicros).summaryStatistics(),
                        ExistingRows::time);
    }

    /** A part of the lines of one session must not be answered with all of them. */
    private static String betweenLines(List<Placed> some) {
        Comparator<ConsoleLine> order =
                Comparator.comparingLong(ConsoleLine::offset).thenComparingInt(ConsoleLine::line);
        ConsoleLine first = lines(some).min(order).orElseThrow();
        ConsoleLine last = lines(some).max(order).orElseThrow();
        return "(_offset, line) >= (" + first.offset() + ',' + first.line() + ") AND (_offset, line) <= ("
                + last.offset() + ',' + last.line() + ')';
    }

    /** Whether an address is that of a block of these objects: all before its range is the object's own. */
    private static String inside(List<Placed> some, String url) {
        return "left(" + url + ", position(" + url + ", '" + StoredObject.RANGE + "') - 1) IN ("
                + ClickHouseText.texts(
                        some.stream().map(one -> one.object().address()).distinct()) + ')';
    }

    private static String between(String column, LongSummaryStatistics range, LongFunction<String> literal) {
        return column + " >= " + literal.apply(range.getMin()) + " AND " + column + " <= "
                + literal.apply(range.getMax());
    }

    private static LongSummaryStatistics times(List<Placed> some) {
        return some.stream().mapToLong(one -> one.block().facts().firstMicros()).summaryStatistics();
    }

    private static Stream<ConsoleLine> lines(List<Placed> some) {
        return some.stream().flatMap(one -> one.block().console().stream());
    }

    private static List<SessionKey> sessions(List<Placed> some) {
        return some.stream().map(Placed::session).distinct().toList();
    }

    /**
     * In groups so small that a statement can name the sessions and the objects of one. In the order of the tables: a statement then
     * asks for neighbours, and reads what no other reads.
     */
    private static List<List<Placed>> parts(List<Placed> some) {
        List<Placed> all = some.stream().sorted(BY_SESSION).toList();
        List<List<Placed>> parts = new ArrayList<>();
        Set<String> objects = new HashSet<>();
        int from = 0;
        int length = 0;
        for (int i = 0; i < all.size(); i++) {
            Placed one = all.get(i);
            String object = one.object().address();
            length += SessionCondition.literal(one.session()).length() + 1;
            length += objects.add(object) ? ClickHouseText.base64(object).length() + 1 : 0;
            if (i > from && length > ClickHouseAccess.STATEMENT_BYTES) {
                parts.add(all.subList(from, i));
                from = i;
                objects.clear();
                objects.add(object);
                length = SessionCondition.literal(one.session()).length()
                        + ClickHouseText.base64(object).length()
                        + 2;
            }
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    private static String time(long micros) {
        return "fromUnixTimestamp64Micro(" + micros + ", 'UTC')";
    }

    private static String day(long micros) {
        return "toDate(" + time(micros) + ')';
    }

    private static List<Placed> placed(List<StoredObject> objects) {
        return objects.stream()
                .flatMap(object -> object.index().blocks().stream().map(block -> new Placed(object, block)))
                .toList();
    }

    private static Line line(AnswerRow row) {
        return new Line(row.number(0), row.text(1), row.number(2), row.number(3), row.integer(4));
    }

    /** What makes a console line one of its own in its table. */
    record Line(long team, String session, long micros, long offset, int line) {

        static Line of(SessionKey session, ConsoleLine line) {
            return new Line(session.teamId(), session.sessionId(), line.timestampMicros(), line.offset(), line.line());
        }
    }

    /** Which rows of blocks existed when they were asked for. The server names blocks by their addresses. */
    static final class Snapshot {

        private static final int ROW = 1;
        private static final int OF_SESSION = 2;
        private static final int WHOLE = ROW | OF_SESSION;

        private final Map<String, Known> addresses = new HashMap<>();

        /** The same without an address, which is long: the blocks that are asked for are those that were read. */
        private final Map<StoredBlock, Known> blocks = new IdentityHashMap<>();

        /** @param asked the objects whose blocks are asked for; what is told of others is not kept */
        Snapshot(List<StoredObject> asked) {
            for (StoredObject object : asked) {
                for (StoredBlock block : blocksOf(object)) {
                    blocks.put(block, addresses.computeIfAbsent(object.url(block), url -> new Known()));
                }
            }
        }

        /** The tables that name a block. */
        private static final class Known {

            private int tables;
        }

        /** This block has a row. */
        void hasRow(String url) {
            tell(url, ROW);
        }

        /** The row of its session names this block. */
        void isOfSession(String url) {
            tell(url, OF_SESSION);
        }

        private void tell(String url, int what) {
            Known known = addresses.get(url);
            if (known != null) {
                known.tables |= what;
            }
        }

        private int of(StoredBlock block) {
            Known known = blocks.get(block);
            return known == null ? 0 : known.tables;
        }

        /** Whether every block of the object is in both tables. */
        boolean complete(StoredObject object) {
            return blocksOf(object).stream().allMatch(block -> of(block) == WHOLE);
        }

        /** The object with those blocks only that no table names: writing them counts nothing twice. */
        StoredObject withoutNamed(StoredObject object) {
            return with(object, block -> of(block) == 0);
        }

        /**
         * The object with those blocks only that one of the tables does not name. A server that dies between the two leaves a
         * block with the first alone, and completes it when the insert is repeated while it knows its token.
         */
        StoredObject withoutWhole(StoredObject object) {
            return with(object, block -> of(block) != WHOLE);
        }

        /** Those blocks of the object that one table names and the other does not. */
        List<Half> halves(StoredObject object) {
            return blocksOf(object).stream()
                    .filter(block -> of(block) == ROW || of(block) == OF_SESSION)
                    .map(block -> of(block) == ROW
                            ? new Half(object.url(block), ClickHouseSink.BLOCKS, ClickHouseSink.SESSIONS)
                            : new Half(object.url(block), ClickHouseSink.SESSIONS, ClickHouseSink.BLOCKS))
                    .toList();
        }

        private static StoredObject with(StoredObject object, Predicate<StoredBlock> some) {
            return object.with(blocksOf(object).stream().filter(some).toList());
        }

        private static List<StoredBlock> blocksOf(StoredObject object) {
            return object.index().blocks();
        }
    }

    /**
     * Which console lines had no row when they were asked for.
     *
     * @param lines those
     */
    record AbsentLines(Set<Line> lines) {

        boolean isEmpty() {
            return lines.isEmpty();
        }

        /** The object with these console lines only, and the blocks that have some. */
        StoredObject of(StoredObject object) {
            return object.with(object.index().blocks().stream()
                    .map(block -> block.with(absent(block)))
                    .filter(block -> !block.console().isEmpty())
                    .toList());
        }

        private List<ConsoleLine> absent(StoredBlock block) {
            return block.console().stream()
                    .filter(line -> lines.contains(Line.of(block.session(), line)))
                    .toList();
        }
    }
}
