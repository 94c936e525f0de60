package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.summary.BlockRow;
import dev.tapedeck.summary.clickhouse.BlockSearch.Found;
import dev.tapedeck.summary.clickhouse.BlockSearch.Unknown;
import dev.tapedeck.summary.client.AnswerRow;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseText;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks for the stored blocks of one session. Callable on any thread. */
public final class RecordedBlocks {

    private static final Logger LOG = Logger.getLogger(RecordedBlocks.class);

    private static final int SHOWN = 1000;
    private static final int MAX_SECONDS = 8;

    /** Columns that say the same in every row: sums over all rows, also those beyond the limit. */
    private static final int FIRST_SUM = 12;

    private static final int SUMS = 5;

    private static final String SQL = """
            SELECT block_url, topic, partition, from_offset, until_offset, block_length,
                toUnixTimestamp64Milli(first_timestamp), toUnixTimestamp64Milli(last_timestamp),
                message_count, event_count, dropped_event_count, retention_period_days,
                count() OVER (), sum(block_length) OVER (), sum(message_count) OVER (), sum(event_count) OVER (),
                sum(dropped_event_count) OVER ()
            FROM session_recording_blocks
            WHERE team_id = %d AND session_id = %s
            ORDER BY first_timestamp, topic, partition, from_offset
            LIMIT %d
            SETTINGS max_execution_time = %d""";

    private final @Nullable ClickHouseAccess access;
    private final Executor threads;

    /**
     * @param access null when rows do not go to ClickHouse
     * @param threads run the blocking client, apart from inserts; refuse when too much waits
     */
    public RecordedBlocks(@Nullable ClickHouseAccess access, Executor threads) {
        this.access = access;
        this.threads = threads;
    }

    /** The blocks of this session that have rows. Never fails. */
    public Uni<BlockSearch> of(SessionKey session) {
        ClickHouseAccess clickHouse = access;
        if (clickHouse == null) {
            return Uni.createFrom().item(new Unknown("rows go to Kafka: tapedeck.summary.sink is kafka"));
        }
        return Uni.createFrom()
                .item(() -> find(clickHouse, session))
                .runSubscriptionOn(threads)
                .onFailure(RejectedExecutionException.class)
                .recoverWithItem(() -> new Unknown("too many questions at once"))
                .onFailure()
                .invoke(failure -> LOG.warnf("ClickHouse was asked for a session in vain: %s", failure.getMessage()))
                .onFailure()
                .recoverWithItem(() -> new Unknown("ClickHouse does not answer"));
    }

    private static BlockSearch find(ClickHouseAccess clickHouse, SessionKey session) {
        String id = ClickHouseText.text(session.sessionId());
        List<BlockRow> rows = new ArrayList<>();
        long[] sums = new long[SUMS];
        clickHouse.read(ClickHouseSink.BLOCKS, SQL.formatted(session.teamId(), id, SHOWN, MAX_SECONDS), row -> {
            rows.add(block(row));
            for (int i = 0; i < SUMS; i++) {
                sums[i] = row.number(FIRST_SUM + i);
            }
        });
        return new Found(rows, sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private static BlockRow block(AnswerRow row) {
        return new BlockRow(
                row.text(0),
                row.text(1),
                row.integer(2),
                row.number(3),
                row.number(4),
                row.number(5),
                Instant.ofEpochMilli(row.number(6)),
                Instant.ofEpochMilli(row.number(7)),
                row.number(8),
                row.number(9),
                row.number(10),
                row.integer(11));
    }
}
