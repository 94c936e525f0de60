package dev.tapedeck.summary;

import com.clickhouse.client.ClickHouseException;
import com.clickhouse.client.ClickHouseResponse;
import com.clickhouse.data.ClickHouseFormat;
import com.clickhouse.data.ClickHouseRecord;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.store.StoredObject;
import dev.tapedeck.telemetry.SummaryMeters;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
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
                    insert(BLOCKS, object.key(), Rows.blocks(object));
                    insert(LINES, object.key(), Rows.console(object));
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<Void> writeMissing(StoredObject object) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    Presence there = Presence.of(List.of(object), present);
                    insert(BLOCKS, object.key(), Rows.blocks(there.withoutWhole(object)));
                    inserted.put(what(BLOCKS, object.key()), true);
                    insert(LINES, object.key(), Rows.console(there.withoutLines(object)));
                    inserted.put(what(LINES, object.key()), true);
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
                    insert("recording_gaps", token, Rows.gap(gap));
                    return null;
                })
                .runSubscriptionOn(threads);
    }

    @Override
    public Uni<Restored> restore(List<StoredObject> objects) {
        LostRows lost = new LostRows(present, this::insert, clock);
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
        String sql = "SELECT from_offset, until_offset, message_count, message_offsets FROM session_recording_blocks"
                + " WHERE session_id IN ("
                + sessions.stream().map(Literals::text).collect(Collectors.joining(","))
                + ") AND topic = " + Literals.text(topic) + " AND partition = " + partition
                + " AND from_offset < " + until + " AND until_offset > " + from;
        List<RecordedMessages> blocks = new ArrayList<>();
        clickHouse.read(BLOCKS, sql, row -> blocks.add(block(row)));
        return blocks;
    }

    private static RecordedMessages block(ClickHouseRecord row) {
        Set<Long> offsets = new HashSet<>();
        for (Object offset : row.getValue(3).asArray()) {
            offsets.add(((Number) offset).longValue());
        }
        return new RecordedMessages(
                row.getValue(0).asLong(),
                row.getValue(1).asLong(),
                row.getValue(2).asLong(),
                offsets);
    }

    private static String what(String table, String token) {
        return table + ' ' + token;
    }

    private void insert(String table, String token, byte[] rows) {
        String what = what(table, token);
        if (rows.length == 0 || inserted.getIfPresent(what) != null) {
            return;
        }
        long started = System.nanoTime();
        try (ClickHouseResponse response = clickHouse
                .client()
                .write(clickHouse.server())
                .table(table)
                .format(ClickHouseFormat.JSONEachRow)
                // The server's own queue of asynchronous inserts knows nothing of the token.
                .set("async_insert", 0)
                // Messages of a hundred days may meet in one batch; what is refused for that would be refused for ever.
                .set("max_partitions_per_insert_block", 0)
                .set("insert_deduplicate", 1)
                .set("insert_deduplication_token", token)
                .set("deduplicate_blocks_in_dependent_materialized_views", 1)
                .data(new ByteArrayInputStream(rows))
                .executeAndWait()) {
            inserted.put(what, true);
            meters.inserted(table, response.getSummary().getWrittenRows(), System.nanoTime() - started);
        } catch (ClickHouseException e) {
            throw new StatementFailed("inserting into " + table, e);
        }
    }
}
