package dev.tapedeck.summary;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.telemetry.SummaryMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Inserts rows into ClickHouse. The client blocks, so it has threads of its own.
 *
 * <p>Every insert carries a token made from the object's key: the server ignores a repeated one, in the table and in all
 * that its materialized views feed, but only among the latest 10,000. What may have been inserted longer ago is asked for.
 */
final class ClickHouseSink implements RowSink {

    /** The table of blocks. */
    static final String BLOCKS = "session_recording_blocks";

    /** The table of sessions, which a view fills from that of blocks. */
    static final String SESSIONS = "session_replay_events";

    /** The table of console lines. */
    static final String LINES = "log_entries";

    private static final String GAPS = "recording_gaps";

    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofDays(1);

    private final ClickHouseAccess clickHouse;
    private final PresentRows present;
    private final Executor threads;
    private final SummaryMeters meters;
    private final InstantSource clock;

    /**
     * What this process has inserted: a batch that is written again and again because another of its inserts fails must not
     * count on the server's window of tokens, which others fill meanwhile.
     */
    private final Cache<String, Boolean> inserted = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(REMEMBERED_FOR)
            .ticker(System::nanoTime)
            .build();

    /** @param threads run the blocking client; their number bounds the inserts under way */
    ClickHouseSink(ClickHouseAccess clickHouse, Executor threads, SummaryMeters meters, InstantSource clock) {
        this.clickHouse = clickHouse;
        this.present = new PresentRows(clickHouse);
        this.threads = threads;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Uni<Void> write(StoredObject object) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    insert(object, object, object);
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<Void> writeMissing(StoredObject object) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    Presence there = Presence.of(List.of(object), present);
                    insert(object, there.withoutWhole(object), there.withoutLines(object));
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<Void> write(OffsetGap gap) {
        // With its end: a gap from the same offset may have grown by the time the next owner finds it.
        String token = gap.topic() + '/' + gap.partition() + '/' + gap.from() + '-' + gap.until();
        return Uni.createFrom()
                .<Void>item(() -> {
                    insert(GAPS, token, Rows.gap(gap), 1, () -> isThere(gap));
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<Restored> restore(List<StoredObject> objects) {
        // It looks itself whether they are there then.
        LostRows lost = new LostRows(present, (table, token, rows) -> insert(table, token, rows, 0, () -> true), clock);
        return Uni.createFrom().item(() -> lost.restore(objects)).runSubscriptionOn(threads);
    }

    @Override
    public Uni<List<RecordedMessages>> recorded(
            String topic, int partition, long from, long until, Set<String> sessions) {
        return Uni.createFrom()
                .item(() -> read(topic, partition, from, until, sessions))
                .runSubscriptionOn(threads);
    }

    private List<RecordedMessages> read(String topic, int partition, long from, long until, Set<String> sessions) {
        List<RecordedMessages> blocks = new ArrayList<>();
        for (List<String> some : Literals.parts(List.copyOf(sessions), Literals::text)) {
            String sql =
                    "SELECT from_offset, until_offset, message_count, message_offsets FROM session_recording_blocks"
                            + " WHERE session_id IN ("
                            + some.stream().map(Literals::text).collect(Collectors.joining(","))
                            + ") AND topic = " + Literals.text(topic) + " AND partition = " + partition
                            + " AND from_offset < " + until + " AND until_offset > " + from;
            clickHouse.read(BLOCKS, sql, row -> blocks.add(block(row)));
        }
        return blocks;
    }

    private static RecordedMessages block(AnswerRow row) {
        return new RecordedMessages(row.number(0), row.number(1), row.number(2), Set.copyOf(row.numbers(3)));
    }

    /**
     * Inserts rows of an object.
     *
     * @param blocks the object with the blocks that are to get rows
     * @param lines the object with the console lines that are to get rows
     */
    private void insert(StoredObject object, StoredObject blocks, StoredObject lines) {
        insert(BLOCKS, object.key(), Rows.blocks(blocks), LostRows.blocks(blocks), () -> isThere(object, BLOCKS));
        insert(LINES, object.key(), Rows.console(lines), LostRows.lines(lines), () -> isThere(object, LINES));
    }

    private boolean isThere(StoredObject object, String table) {
        StoredObject kept = LostRows.since(object, LostRows.oldestLine(clock));
        Presence there = Presence.of(List.of(kept), present);
        return table.equals(BLOCKS)
                ? LostRows.blocks(there.withoutWhole(kept)) == 0
                : LostRows.lines(there.withoutLines(kept)) == 0;
    }

    private boolean isThere(OffsetGap gap) {
        String sql = "SELECT until_offset FROM recording_gaps WHERE topic = " + Literals.text(gap.topic())
                + " AND partition = " + gap.partition() + " AND from_offset = " + gap.from() + " AND until_offset = "
                + gap.until();
        List<AnswerRow> rows = new ArrayList<>();
        clickHouse.read(GAPS, sql, rows::add);
        return !rows.isEmpty();
    }

    /**
     * Inserts rows, unless this process has inserted them before.
     *
     * @param count how many rows they are
     * @param there asked whether they are there, if the server says that it wrote fewer
     */
    private void insert(String table, String token, byte[] rows, int count, BooleanSupplier there) {
        String what = table + ' ' + token;
        if (inserted.getIfPresent(what) != null) {
            return;
        }
        if (rows.length > 0) {
            long started = System.nanoTime();
            long written = clickHouse.insert(table, token, rows);
            if (written < count && !there.getAsBoolean()) {
                throw new StatementFailed("inserting into " + table, written, count);
            }
            meters.inserted(table, written, System.nanoTime() - started);
        }
        inserted.put(what, true);
    }
}
