package dev.tapedeck.summary.clickhouse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.ConsoleParts;
import dev.tapedeck.summary.RestoreResult;
import dev.tapedeck.summary.RowSink;
import dev.tapedeck.summary.RowSink.RecordedMessages;
import dev.tapedeck.summary.client.AnswerRow;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseAccess.StatementFailed;
import dev.tapedeck.summary.client.ClickHouseText;
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
 * <p>The rows of an object are inserted in parts, and made while they are sent. Every insert carries a token made from the object's key
 * and the part's number: the server ignores a repeated one, in the table and in all
 * that its materialized views feed, but only among the latest 10,000. What may have been inserted longer ago is asked for.
 */
public final class ClickHouseSink implements RowSink {

    /** The table of blocks. */
    static final String BLOCKS = "session_recording_blocks";

    /** The table of sessions, which a view fills from that of blocks. */
    static final String SESSIONS = "session_replay_events";

    /** The table of console lines. */
    static final String LINES = "log_entries";

    /** The table of messages that are gone. */
    static final String GAPS = "recording_gaps";

    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofDays(1);

    private final ClickHouseAccess clickHouse;
    private final ExistingRows present;
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
    public ClickHouseSink(ClickHouseAccess clickHouse, Executor threads, SummaryMeters meters, InstantSource clock) {
        this.clickHouse = clickHouse;
        this.present = new ExistingRows(clickHouse);
        this.threads = threads;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Uni<List<OutboundMessage>> write(StoredObject object) {
        return run(() -> object.parts().forEach(this::writeAll)).replaceWith(List.of());
    }

    private void writeAll(StoredObject part) {
        insert(Insert.blocks(part), () -> isThere(part));
        ConsoleParts.of(part).forEach(lines -> insert(Insert.lines(lines), () -> areThere(lines)));
    }

    @Override
    public Uni<List<OutboundMessage>> writeMissing(StoredObject object) {
        return run(() -> object.parts().forEach(this::writeMissingOf)).replaceWith(List.of());
    }

    private void writeMissingOf(StoredObject part) {
        ExistingRows.Snapshot there = present.of(List.of(part));
        insert(Insert.blocks(there.withoutWhole(part)), () -> isThere(part));
        for (StoredObject lines : ConsoleParts.of(part)) {
            ExistingRows.AbsentLines absent = present.absentLines(List.of(lines));
            insert(Insert.lines(absent.of(lines)), () -> areThere(lines));
        }
    }

    private boolean isThere(StoredObject part) {
        return present.of(List.of(part)).complete(part);
    }

    private boolean areThere(StoredObject lines) {
        StoredObject kept = RowRestorer.since(lines, RowRestorer.oldestLine(clock));
        return present.absentLines(List.of(kept)).isEmpty();
    }

    @Override
    public Uni<Void> write(OffsetGap gap) {
        return run(() -> insert(Insert.gap(gap), () -> isThere(gap)));
    }

    private Uni<Void> run(Runnable inserts) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    inserts.run();
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<RestoreResult> restore(List<StoredObject> objects) {
        // It looks itself whether they are there then.
        RowRestorer lost = new RowRestorer(present, rows -> insert(rows, () -> true), clock);
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
        for (List<String> some : ClickHouseText.parts(List.copyOf(sessions), ClickHouseText::text)) {
            String sql =
                    "SELECT from_offset, until_offset, message_count, message_offsets FROM session_recording_blocks"
                            + " WHERE session_id IN ("
                            + some.stream().map(ClickHouseText::text).collect(Collectors.joining(","))
                            + ") AND topic = " + ClickHouseText.text(topic) + " AND partition = " + partition
                            + " AND from_offset < " + until + " AND until_offset > " + from;
            clickHouse.read(BLOCKS, sql, row -> blocks.add(block(row)));
        }
        return blocks;
    }

    private static RecordedMessages block(AnswerRow row) {
        return new RecordedMessages(row.number(0), row.number(1), row.number(2), Set.copyOf(row.numbers(3)));
    }

    private boolean isThere(OffsetGap gap) {
        String sql = "SELECT until_offset FROM recording_gaps WHERE topic = " + ClickHouseText.text(gap.topic())
                + " AND partition = " + gap.partition() + " AND from_offset = " + gap.from() + " AND until_offset = "
                + gap.until();
        List<AnswerRow> rows = new ArrayList<>();
        clickHouse.read(GAPS, sql, rows::add);
        return !rows.isEmpty();
    }

    /**
     * Inserts rows, unless this process has inserted them before.
     *
     * @param there asked whether they are there, if the server says that it wrote fewer
     */
    private void insert(Insert rows, BooleanSupplier there) {
        if (inserted.getIfPresent(rows.what()) != null) {
            return;
        }
        if (rows.count() > 0) {
            long started = System.nanoTime();
            long written =
                    clickHouse.insert(rows.table(), rows.token(), rows.rows().get());
            if (written < rows.count() && !there.getAsBoolean()) {
                throw new StatementFailed("inserting into " + rows.table(), written, rows.count());
            }
            meters.inserted(rows.table(), written, System.nanoTime() - started);
        }
        inserted.put(rows.what(), true);
    }
}
