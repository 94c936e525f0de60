package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.client.AnswerRow;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseClients;
import dev.tapedeck.summary.client.ClickHouseText;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Looks for the stored blocks of one session. Callable on any thread. */
@Singleton
public class RecordedBlocks {

    private static final Logger LOG = Logger.getLogger(RecordedBlocks.class);

    private static final int SHOWN = 1000;
    private static final int QUESTIONS = 16;
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

    /** The result of a search. */
    public sealed interface Result {}

    /**
     * ClickHouse answered.
     *
     * @param first the blocks that began first, in that order; not all when {@code blocks} is more
     * @param blocks how many there are
     * @param bytes stored bytes of all blocks
     * @param messages messages in all blocks
     * @param events events in all blocks
     * @param droppedEvents events left out of the messages of all blocks
     */
    public record Found(List<Block> first, long blocks, long bytes, long messages, long events, long droppedEvents)
            implements Result {

        public Found {
            first = List.copyOf(first);
        }

        /** Whether there are more than the first ones. */
        public boolean truncated() {
            return first.size() < blocks;
        }
    }

    /**
     * It is not known whether there are any.
     *
     * @param why for people
     */
    public record Unknown(String why) implements Result {}

    /**
     * A stored block of a session, as its row says.
     *
     * @param url where it is: object and range of bytes
     * @param topic the topic its messages were read from
     * @param partition the partition
     * @param from the first offset of its batch
     * @param until the offset after its batch
     * @param bytes its length as stored
     * @param first the time of its first event
     * @param last the time of its last event
     * @param messages how many messages it holds
     * @param events how many events it holds
     * @param droppedEvents how many events of its messages it lacks: over the limit of events per batch, invalid, or with a wrong clock
     * @param retentionDays how long it is kept
     */
    public record Block(
            String url,
            String topic,
            int partition,
            long from,
            long until,
            long bytes,
            Instant first,
            Instant last,
            long messages,
            long events,
            long droppedEvents,
            int retentionDays) {}

    private final @Nullable ClickHouseAccess access;
    private final Executor threads;

    @Inject
    RecordedBlocks(SummaryConfig config, ClickHouseClients clients) {
        this(
                config.sink() == SummaryConfig.Sink.CLICKHOUSE ? clients.open() : null,
                clients.questionThread("clickhouse-read-", QUESTIONS));
    }

    /**
     * @param access null when rows do not go to ClickHouse
     * @param threads run the blocking client, apart from inserts; refuse when too much waits
     */
    public RecordedBlocks(@Nullable ClickHouseAccess access, Executor threads) {
        this.access = access;
        this.threads = threads;
    }

    /** The blocks of this session that have rows. Never fails. */
    public Uni<Result> of(SessionKey session) {
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

    private static Result find(ClickHouseAccess clickHouse, SessionKey session) {
        String id = ClickHouseText.text(session.sessionId());
        List<Block> rows = new ArrayList<>();
        long[] sums = new long[SUMS];
        clickHouse.read(ClickHouseSink.BLOCKS, SQL.formatted(session.teamId(), id, SHOWN, MAX_SECONDS), row -> {
            rows.add(block(row));
            for (int i = 0; i < SUMS; i++) {
                sums[i] = row.number(FIRST_SUM + i);
            }
        });
        return new Found(rows, sums[0], sums[1], sums[2], sums[3], sums[4]);
    }

    private static Block block(AnswerRow row) {
        return new Block(
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
