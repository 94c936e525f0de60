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
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Asks ClickHouse which rows of an object are there, by the keys that its tables are sorted by, so that few rows are read
 * however large they are. Blocks.
 */
final class PresentRows {

    /** Sessions that one statement names. */
    private static final int SESSIONS = 500;

    /** UTF-16 units of their ids; up to six digits for each. */
    private static final int ID_LENGTH = 200_000;

    /** Bytes that a statement may have; the server's own bound is 256 KiB. */
    private static final int MAX_QUERY_SIZE = 4 << 20;

    private final ClickHouseAccess clickHouse;

    PresentRows(ClickHouseAccess clickHouse) {
        this.clickHouse = clickHouse;
    }

    /**
     * The object with those blocks only that lack their row, or that the row of their session does not name: a server that
     * dies between the two leaves a block with the first alone.
     */
    StoredObject withoutBlocks(StoredObject object) {
        List<StoredBlock> blocks = object.index().blocks();
        Set<String> inBoth = urls(object, blocks, "session_recording_blocks", PresentRows::blockRows);
        inBoth.retainAll(urls(object, blocks, "session_replay_events", PresentRows::sessionRows));
        return object.with(blocks.stream()
                .filter(block -> !inBoth.contains(object.url(block)))
                .toList());
    }

    /** The object with those console lines only that lack their row. */
    StoredObject withoutLines(StoredObject object) {
        List<StoredBlock> blocks = object.index().blocks().stream()
                .filter(block -> !block.console().isEmpty())
                .toList();
        Set<Line> present = new HashSet<>();
        for (List<StoredBlock> some : parts(blocks)) {
            ask("log_entries", lineRows(some), row -> present.add(line(row)));
        }
        return object.with(blocks.stream()
                .map(block -> block.with(block.console().stream()
                        .filter(line -> !present.contains(Line.of(block.session(), line)))
                        .toList()))
                .toList());
    }

    private interface Statement {
        String about(String object, List<StoredBlock> blocks);
    }

    private Set<String> urls(StoredObject object, List<StoredBlock> blocks, String table, Statement statement) {
        Set<String> urls = new HashSet<>();
        String start = Literals.text("s3://" + object.bucket() + '/' + object.key() + '?');
        for (List<StoredBlock> some : parts(blocks)) {
            ask(
                    table,
                    statement.about(start, some),
                    row -> urls.add(row.getValue(0).asString()));
        }
        return urls;
    }

    private static String blockRows(String object, List<StoredBlock> blocks) {
        return "SELECT block_url FROM session_recording_blocks WHERE (team_id, session_id) IN (" + sessions(blocks)
                + ") AND " + between("first_timestamp", times(blocks), PresentRows::time)
                + " AND startsWith(block_url, " + object + ")";
    }

    /** By days: where rows have been merged, the time is that of the first of their blocks, of the same day. */
    private static String sessionRows(String object, List<StoredBlock> blocks) {
        return "SELECT arrayJoin(arrayFilter(url -> startsWith(url, " + object + "), block_urls))"
                + " FROM session_replay_events WHERE (team_id, session_id) IN (" + sessions(blocks)
                + ") AND " + between("toDate(min_first_timestamp)", times(blocks), PresentRows::day);
    }

    private static String lineRows(List<StoredBlock> blocks) {
        return "SELECT team_id, log_source_id, toUnixTimestamp64Micro(timestamp), _offset, line FROM log_entries"
                + " WHERE log_source = 'session_replay' AND (team_id, log_source_id) IN (" + sessions(blocks)
                + ") AND " + between("_offset", of(blocks, ConsoleLine::offset), Long::toString)
                + " AND " + between("timestamp", of(blocks, ConsoleLine::timestampMicros), PresentRows::time);
    }

    private static String between(String column, LongSummaryStatistics range, LongFunction<String> literal) {
        return column + " >= " + literal.apply(range.getMin()) + " AND " + column + " <= "
                + literal.apply(range.getMax());
    }

    private static LongSummaryStatistics times(List<StoredBlock> blocks) {
        return blocks.stream().mapToLong(block -> block.facts().firstMicros()).summaryStatistics();
    }

    private static LongSummaryStatistics of(List<StoredBlock> blocks, ToLongFunction<ConsoleLine> number) {
        return blocks.stream()
                .flatMap(block -> block.console().stream())
                .mapToLong(number)
                .summaryStatistics();
    }

    private static String sessions(List<StoredBlock> blocks) {
        return blocks.stream()
                .map(StoredBlock::session)
                .map(session -> "(" + session.teamId() + ',' + Literals.text(session.sessionId()) + ')')
                .collect(Collectors.joining(","));
    }

    private static String time(long micros) {
        return "fromUnixTimestamp64Micro(" + micros + ", 'UTC')";
    }

    private static String day(long micros) {
        return "toDate(" + time(micros) + ')';
    }

    private static List<List<StoredBlock>> parts(List<StoredBlock> blocks) {
        List<List<StoredBlock>> parts = new ArrayList<>();
        int from = 0;
        int length = 0;
        for (int i = 0; i < blocks.size(); i++) {
            if (i - from == SESSIONS || length > ID_LENGTH) {
                parts.add(blocks.subList(from, i));
                from = i;
                length = 0;
            }
            length += blocks.get(i).session().sessionId().length();
        }
        if (from < blocks.size()) {
            parts.add(blocks.subList(from, blocks.size()));
        }
        return parts;
    }

    private void ask(String table, String statement, Consumer<ClickHouseRecord> row) {
        clickHouse.read(table, statement, Map.of("max_query_size", MAX_QUERY_SIZE), row);
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
    private record Line(long team, String session, long micros, long offset, int line) {

        static Line of(SessionKey session, ConsoleLine line) {
            return new Line(session.teamId(), session.sessionId(), line.timestampMicros(), line.offset(), line.line());
        }
    }
}
