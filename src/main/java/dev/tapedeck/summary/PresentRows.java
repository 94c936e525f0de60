package dev.tapedeck.summary;

import com.clickhouse.data.ClickHouseRecord;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.ConsoleLine;
import dev.tapedeck.store.StoredBlock;
import dev.tapedeck.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Asks ClickHouse which rows of objects are there, by the keys that its tables are sorted by, so that few rows are read
 * however large they are. Blocks.
 */
final class PresentRows {

    /** Sessions that one statement names. */
    private static final int SESSIONS = 500;

    /** UTF-16 units of their ids; up to six digits for each. */
    private static final int ID_LENGTH = 200_000;

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

    /** Those console lines of these objects that have a row; and others of the same sessions. */
    Set<Line> lines(List<StoredObject> objects) {
        List<Placed> placed = placed(objects).stream()
                .filter(one -> !one.block().console().isEmpty())
                .toList();
        Set<Line> present = new HashSet<>();
        for (List<Placed> some : parts(placed)) {
            clickHouse.read(ClickHouseSink.LINES, lineRows(some), row -> present.add(line(row)));
        }
        return present;
    }

    /** Whether the tables are one server's own, so that it shows at once what it has taken. */
    boolean isOneServer() {
        List<String> own = new ArrayList<>();
        clickHouse.read(
                "system.tables", OWN_TABLES, row -> own.add(row.getValue(0).asString()));
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
        for (List<Placed> some : parts(placed(objects))) {
            clickHouse.read(
                    table,
                    statement.apply(some),
                    row -> urls.add(row.getValue(0).asString()));
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
                + ") AND " + between("_offset", of(some, ConsoleLine::offset), Long::toString)
                + " AND " + between("timestamp", of(some, ConsoleLine::timestampMicros), PresentRows::time);
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

    private static LongSummaryStatistics of(List<Placed> some, ToLongFunction<ConsoleLine> number) {
        return some.stream()
                .flatMap(one -> one.block().console().stream())
                .mapToLong(number)
                .summaryStatistics();
    }

    private static String sessions(List<Placed> some) {
        return some.stream()
                .map(Placed::session)
                .distinct()
                .map(session -> "(" + session.teamId() + ',' + Literals.text(session.sessionId()) + ')')
                .collect(Collectors.joining(","));
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

    private static List<List<Placed>> parts(List<Placed> all) {
        List<List<Placed>> parts = new ArrayList<>();
        int from = 0;
        int length = 0;
        for (int i = 0; i < all.size(); i++) {
            if (i - from == SESSIONS || length > ID_LENGTH) {
                parts.add(all.subList(from, i));
                from = i;
                length = 0;
            }
            length += all.get(i).session().sessionId().length();
        }
        if (from < all.size()) {
            parts.add(all.subList(from, all.size()));
        }
        return parts;
    }

    private static Line line(ClickHouseRecord row) {
        return new Line(
                row.getValue(0).asLong(),
                row.getValue(1).asString(),
                row.getValue(2).asLong(),
                row.getValue(3).asLong(),
                row.getValue(4).asInteger());
    }

    /** What makes a console line one of its own in its table. */
    record Line(long team, String session, long micros, long offset, int line) {

        static Line of(SessionKey session, ConsoleLine line) {
            return new Line(session.teamId(), session.sessionId(), line.timestampMicros(), line.offset(), line.line());
        }
    }
}
