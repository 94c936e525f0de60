package dev.tapedeck.summary;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.ConsoleLine;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks ClickHouse which rows of objects are there, by the keys that its tables are sorted by, so that few rows are read
 * however large they are. Blocks.
 */
final class PresentRows {

    private static final int TABLES = 3;

    /** Others keep copies, or pass rows on to other servers. */
    private static final String OWN_TABLES =
            "SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN ('"
                    + ClickHouseSink.BLOCKS + "', '" + ClickHouseSink.SESSIONS + "', '" + ClickHouseSink.LINES
                    + "') AND engine IN ('MergeTree', 'AggregatingMergeTree', 'ReplacingMergeTree')";

    private final ClickHouseAccess clickHouse;

    PresentRows(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /** The addresses of those blocks of these objects that have a row. */
    Set<String> blocks(List<StoredObject> objects) {
        return urls(objects, ClickHouseSink.BLOCKS, PresentRows::blockRows);
    }

    /** The addresses of those blocks of these objects that the row of their session names. */
    Set<String> ofSessions(List<StoredObject> objects) {
        return urls(objects, ClickHouseSink.SESSIONS, PresentRows::sessionRows);
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
        for (List<Placed> some : Literals.parts(placed, PresentRows::literals)) {
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

    private Set<String> urls(List<StoredObject> objects, String table, Function<List<Placed>, String> statement) {
        Set<String> urls = new HashSet<>();
        for (List<Placed> some : Literals.parts(placed(objects), PresentRows::literals)) {
            clickHouse.read(table, statement.apply(some), row -> urls.add(row.text(0)));
        }
        return urls;
    }

    private static String blockRows(List<Placed> some) {
        return "SELECT block_url FROM session_recording_blocks WHERE (team_id, session_id) IN (" + sessions(some)
                + ") AND " + between("first_timestamp", times(some), PresentRows::time) + " AND "
                + inside(some, "block_url");
    }

    /** By days: where rows have been merged, the time is that of the first of their blocks, of the same day. */
    private static String sessionRows(List<Placed> some) {
        return "SELECT arrayJoin(arrayFilter(url -> " + inside(some, "url") + ", block_urls))"
                + " FROM session_replay_events WHERE (team_id, session_id) IN (" + sessions(some)
                + ") AND " + between("toDate(min_first_timestamp)", times(some), PresentRows::day);
    }

    private static String lineRows(List<Placed> some) {
        return "SELECT team_id, log_source_id, toUnixTimestamp64Micro(timestamp), _offset, line FROM log_entries"
                + " WHERE log_source = 'session_replay' AND (team_id, log_source_id) IN (" + sessions(some)
                + ") AND " + betweenLines(some) + " AND "
                + between(
                        "timestamp",
                        lines(some).mapToLong(ConsoleLine::timestampMicros).summaryStatistics(),
                        PresentRows::time);
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
        String objects = some.stream()
                .map(one -> one.object().address())
                .distinct()
                .map(Literals::text)
                .collect(Collectors.joining(","));
        return "has([" + objects + "], left(" + url + ", position(" + url + ", '" + StoredObject.RANGE + "') - 1))";
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

    private static String sessions(List<Placed> some) {
        return some.stream()
                .map(Placed::session)
                .distinct()
                .map(PresentRows::literal)
                .collect(Collectors.joining(","));
    }

    private static String literal(SessionKey session) {
        return "(" + session.teamId() + ',' + Literals.text(session.sessionId()) + ')';
    }

    /** What a statement says of a block. */
    private static String literals(Placed one) {
        return literal(one.session()) + Literals.text(one.object().address());
    }

    private static String time(long micros) {
        return "fromUnixTimestamp64Micro(" + micros + ", 'UTC')";
    }

    private static String day(long micros) {
        return "toDate(" + time(micros) + ')';
    }

    /** In the order of the tables: a statement then asks for neighbours, and reads a part of the table that no other reads. */
    private static List<Placed> placed(List<StoredObject> objects) {
        return objects.stream()
                .flatMap(object -> object.index().blocks().stream().map(block -> new Placed(object, block)))
                .sorted(Comparator.<Placed>comparingInt(one -> one.session().teamId())
                        .thenComparing(one -> one.session().sessionId()))
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
}
