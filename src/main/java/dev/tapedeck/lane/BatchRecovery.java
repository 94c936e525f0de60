package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LaneState.Finishing;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The batch that an earlier owner of a partition announced and did not commit: it gets its rows and its commit if its
 * objects are there, and is built again from its messages if not. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class BatchRecovery<L> {

    private static final Logger LOG = Logger.getLogger(BatchRecovery.class);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<L> stages;
    private final Retries retries;
    private final BatchDelivery<L> flush;
    private final LaneLife life;

    BatchRecovery(
            LaneId lane, LanePartition link, Stages<L> stages, Retries retries, BatchDelivery<L> flush, LaneLife life) {
        this.life = life;
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.retries = retries;
        this.flush = flush;
    }

    /**
     * Finishes the batch. One of the two is told in the end, in the mailbox, unless the lane is closed before.
     *
     * @param since when the lane made progress last, from where the trace counts
     * @param missing told that it has to be built again, and what of it is durable
     * @param committed told where it ended
     */
    void finish(Finishing finishing, Instant since, Consumer<Durable> missing, LongConsumer committed) {
        Intent intent = finishing.intent();
        BatchSpan span = span(finishing.from(), intent);
        BatchTrace trace = flush.begin(span, since);
        Supplier<Uni<@Nullable List<OutboundMessage>>> finish =
                () -> trace.step("finish", () -> stages.finish(span, intent.parts()));
        retries.until("finish", finish, messages -> {
            if (messages == null || finishing.lacksCopies()) {
                trace.abandoned("it is built again from its messages");
                retries.until("finish", () -> stages.durable(span, intent.parts()), missing);
            } else {
                commit(intent, messages, trace, committed);
            }
        });
    }

    /**
     * Gives the batch its rows if its objects are there. Its messages are gone, so it cannot be built again, and no copy can be
     * made of them.
     *
     * @param from the first offset of the batch
     * @param found told the messages that have to go out with the next commit, or null when the batch is lost
     */
    void salvage(long from, Intent intent, Consumer<@Nullable List<OutboundMessage>> found) {
        BatchSpan span = span(from, intent);
        retries.until("finish", () -> stages.finish(span, intent.parts()), found::accept);
    }

    private BatchSpan span(long from, Intent intent) {
        OperatorMessage.BATCH_OF_EARLIER_OWNER.log(LOG, lane, from, intent.until());
        return intent.span(lane.topic(), lane.partition(), from);
    }

    private void commit(Intent intent, List<OutboundMessage> messages, BatchTrace trace, LongConsumer committed) {
        Supplier<Uni<Void>> commit =
                () -> trace.step("commit", () -> link.commit(intent.until(), Committed.metadata(life.log()), messages));
        retries.until("commit", commit, acknowledged -> {
            trace.committed();
            committed.accept(intent.until());
        });
    }
}
