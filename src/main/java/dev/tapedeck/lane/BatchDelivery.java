package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LaneState.Phase.Finishing;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the sealed batches of a lane: seal, announce, write, commit. Every step is repeated until it succeeds or the lane is over.
 * Sealing encodes the blocks and starts at once, so that the next batch is ready when the one before is committed. Everything that
 * leaves the process is strictly one batch after the other. Confined to the lane's mailbox.
 *
 * <p>The announcement is the offset committed once more with the batch's {@link Intent} as metadata. If the next batch is ready when
 * one is committed, that commit carries the next announcement, which saves a round trip.
 */
final class BatchDelivery<L> {

    private static final Logger LOG = Logger.getLogger(BatchDelivery.class);

    /** Told when a batch or an offset is committed. Called on the lane's mailbox. */
    interface Listener {
        void flushed(BatchSpan span);

        /** Everything before this offset is committed, without a batch. */
        void passed(long until);
    }

    private static final class Sealed<L> {
        final BatchSpan span;
        final LaneBatch<L> batch;
        final Instant since;
        final BatchTrace trace;

        /** Null until the blocks are encoded. */
        @Nullable SealedWork work;

        boolean announced;

        /** Objects and rows are durable, and only the offset has still to be committed. */
        boolean written;

        Sealed(BatchSpan span, LaneBatch<L> batch, Instant since, BatchTrace trace) {
            this.span = span;
            this.batch = batch;
            this.since = since;
            this.trace = trace;
        }

        long heldBytes() {
            return work == null ? batch.heldBytes() : work.heldBytes();
        }

        void abandon() {
            batch.discard();
            trace.abandoned("the lane was closed");
        }

        boolean mustBeAnnounced() {
            return work != null && !work.parts().isEmpty() && !announced;
        }

        String metadata() {
            List<String> parts = work == null ? List.of() : work.parts();
            RoutingPlan exits = work == null ? null : work.exits();
            return new Intent(span.until(), span.firstTimestamp(), parts, exits, span.log()).metadata(span.from());
        }
    }

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<L> stages;
    private final Retries reading;
    private final Retries writing;
    private final BatchTraces traces;
    private final LaneState state;
    private final Listener listener;
    private final Deque<Sealed<L>> batches = new ArrayDeque<>();

    /** Whether a batch or a commit is on its way out. */
    private boolean busy;

    /**
     * @param reading repeats what the lane has to know before it takes messages
     * @param writing repeats the steps of a delivery
     */
    BatchDelivery(
            LaneId lane,
            LanePartition link,
            Stages<L> stages,
            Retries reading,
            Retries writing,
            BatchTraces traces,
            LaneState state,
            Listener listener) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.reading = reading;
        this.writing = writing;
        this.traces = traces;
        this.state = state;
        this.listener = listener;
    }

    /** @param since when the batch took its first message */
    void add(BatchSpan span, LaneBatch<L> batch, Instant since) {
        Sealed<L> last = new Sealed<>(span, batch, since, begin(span, since));
        batches.add(last);
        writing.compute("seal", () -> last.trace.step("seal", () -> batch.seal(span)), work -> {
            last.work = work;
            deliverFirst();
        });
    }

    /** Sends the first batch on its way, unless it is not sealed yet or another one is on its way. */
    private void deliverFirst() {
        Sealed<L> first = batches.peek();
        if (busy || first == null || first.work == null) {
            return;
        }
        busy = true;
        SealedWork work = first.work;
        writing.run(announce(first)
                .invoke(() -> first.announced = true)
                .chain(() -> writing.step("write", () -> work.write(first.trace)))
                .chain(messages -> isFirst(first)
                        ? commit(first, messages)
                        : Uni.createFrom().nothing())
                .invoke(() -> {
                    if (isFirst(first)) {
                        delivered(first, work);
                    }
                }));
    }

    private Uni<Void> announce(Sealed<L> batch) {
        return batch.mustBeAnnounced()
                ? commit("announce", batch.trace, batch.span.from(), batch.metadata(), List.of())
                : Uni.createFrom().voidItem();
    }

    /** Commits a batch that is written, and announces the next one if that is sealed by now. */
    private Uni<Void> commit(Sealed<L> first, List<OutboundMessage> messages) {
        first.written = messages.isEmpty();
        Sealed<L> second = second();
        if (second == null || !second.mustBeAnnounced()) {
            return commit("commit", first.trace, first.span.until(), Committed.metadata(state.log()), messages);
        }
        return commit("commit", first.trace, first.span.until(), second.metadata(), messages)
                .invoke(() -> second.announced |= isFirst(first));
    }

    private void delivered(Sealed<L> first, SealedWork work) {
        busy = false;
        batches.remove();
        work.committed();
        first.trace.committed();
        first.batch.discard();
        listener.flushed(first.span);
        deliverFirst();
    }

    private Uni<Void> commit(
            String step, BatchTrace trace, long offset, String metadata, List<OutboundMessage> messages) {
        return writing.step(step, () -> trace.step(step, () -> link.commit(offset, metadata, messages)));
    }

    /** Whether nobody has given the batch up meanwhile. */
    private boolean isFirst(Sealed<L> batch) {
        return batches.peek() == batch;
    }

    private @Nullable Sealed<L> second() {
        Iterator<Sealed<L>> iterator = batches.iterator();
        iterator.next();
        return iterator.hasNext() ? iterator.next() : null;
    }

    /** Commits that everything before this offset is done, without a batch, unless something is on its way out. */
    void commit(long until) {
        if (busy || !batches.isEmpty()) {
            return;
        }
        busy = true;
        writing.until("commit", () -> link.commit(until, Committed.metadata(state.log()), List.of()), done -> {
            busy = false;
            listener.passed(until);
            deliverFirst();
        });
    }

    /**
     * Finishes the batch that an earlier owner announced and did not commit. If all its objects exist, it gets its rows and its commit.
     *
     * @param since when the lane made progress last, from where the trace counts
     * @return null once the batch is committed; what of it is durable when it has to be built again from its messages
     */
    Uni<@Nullable Durable> finish(Finishing finishing, Instant since) {
        Intent intent = finishing.intent();
        BatchSpan span = announced(finishing.from(), intent);
        BatchTrace trace = begin(span, since);
        return reading.step("finish", () -> trace.step("finish", () -> stages.finish(span, intent.parts())))
                .chain(messages -> {
                    // Nobody knows whether its copies were sent.
                    if (messages == null || intent.hasCopies()) {
                        trace.abandoned("it is built again from its messages");
                        return reading.<@Nullable Durable>step("finish", () -> stages.durable(span, intent.parts()));
                    }
                    String metadata = Committed.metadata(state.log());
                    return reading.step(
                                    "commit",
                                    () -> trace.step("commit", () -> link.commit(intent.until(), metadata, messages)))
                            .invoke(trace::committed)
                            .<@Nullable Durable>replaceWith((Durable) null);
                });
    }

    /**
     * Gives an announced batch its rows if its objects exist. Its messages are gone, so it cannot be built again, and no copy of them
     * can be sent.
     *
     * @param from the first offset of the batch
     * @return the messages that have to go out with the next commit, or null when the batch is lost
     */
    Uni<@Nullable List<OutboundMessage>> salvage(long from, Intent intent) {
        BatchSpan span = announced(from, intent);
        return reading.step("finish", () -> stages.finish(span, intent.parts()));
    }

    private BatchSpan announced(long from, Intent intent) {
        OperatorMessage.BATCH_OF_EARLIER_OWNER.log(LOG, lane, from, intent.until());
        return intent.span(lane.topic(), lane.partition(), from);
    }

    private BatchTrace begin(BatchSpan span, Instant since) {
        return traces.begin(span.topic(), span.partition(), span.from(), span.until(), since);
    }

    int size() {
        return batches.size();
    }

    /** Returns when the oldest batch took its first message; null when there is no batch. */
    @Nullable Instant oldest() {
        Sealed<L> first = batches.peek();
        return first == null ? null : first.since;
    }

    long heldBytes() {
        return batches.stream().mapToLong(Sealed::heldBytes).sum();
    }

    /** Whether something is on its way to the group, which will say whether the topic is still the same. */
    boolean asks() {
        return busy;
    }

    void discard() {
        batches.forEach(Sealed::abandon);
        batches.clear();
    }

    /** Drops the batches that no other owner knows of, nor can know of soon. */
    void discardUnannounced() {
        Sealed<L> announcing = busy ? batches.peek() : null;
        batches.removeIf(one -> {
            boolean unknown = !one.announced && one != announcing;
            if (unknown) {
                one.abandon();
            }
            return unknown;
        });
    }

    /**
     * Drops the first batch if it is durable: its topic was deleted, so it can never be committed.
     *
     * @return the end of the batch, exclusive; negative when there is none
     */
    long endWithoutCommit() {
        Sealed<L> first = batches.peek();
        if (first == null || !first.written || first.work == null) {
            return -1;
        }
        batches.remove();
        first.work.committed();
        first.trace.abandoned("its topic was deleted");
        first.batch.discard();
        return first.span.until();
    }
}
