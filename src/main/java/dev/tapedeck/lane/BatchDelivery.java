package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sealed batches of a lane on their way out, in order: encode, announce, write, commit. Encoding starts at once, so
 * that the next batch is ready when the one before is committed; everything that leaves the process is strictly one batch
 * after the other. Confined to the lane's mailbox.
 *
 * <p>The announcement is the offset committed once more with the batch's {@link Intent} as metadata. When the next batch
 * is ready by the time one is committed, that commit carries the next announcement, which saves a round trip.
 */
final class BatchDelivery<L> {

    /** Told when a batch or a commit is through. Called on the lane's mailbox. */
    interface Listener {
        void flushed(BatchSpan span);

        /** Everything before this offset is committed, and no batch was. */
        void passed(long until);
    }

    private static final class Sealed<L> {
        final BatchSpan span;
        final LaneBatch<L> batch;
        final Instant since;
        final BatchTrace trace;

        @Nullable SealedWork work;

        boolean announced;

        /** Objects and rows are durable, and nothing waits for the commit any more but the offset. */
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

    private final LanePartition link;
    private final Retries retries;
    private final BatchTraces traces;
    private final LaneLife life;
    private final Listener listener;
    private final Deque<Sealed<L>> batches = new ArrayDeque<>();
    private boolean busy;

    BatchDelivery(LanePartition link, Retries retries, BatchTraces traces, LaneLife life, Listener listener) {
        this.life = life;
        this.link = link;
        this.retries = retries;
        this.traces = traces;
        this.listener = listener;
    }

    /** @param since when the batch took its first message */
    void add(BatchSpan span, LaneBatch<L> batch, Instant since) {
        BatchTrace trace = begin(span, since);
        Sealed<L> last = new Sealed<>(span, batch, since, trace);
        batches.add(last);
        retries.compute("seal", () -> trace.step("seal", () -> batch.seal(span)), work -> {
            last.work = work;
            advance();
        });
    }

    /** Begins to tell of a batch. */
    BatchTrace begin(BatchSpan span, Instant since) {
        return traces.begin(span.topic(), span.partition(), span.from(), span.until(), since);
    }

    int size() {
        return batches.size();
    }

    /** When the oldest batch took its first message; null when there is none. */
    @Nullable Instant oldest() {
        Sealed<L> first = batches.peek();
        return first == null ? null : first.since;
    }

    long heldBytes() {
        long bytes = 0;
        for (Sealed<L> one : batches) {
            bytes += one.heldBytes();
        }
        return bytes;
    }

    /** Commits that everything before this offset is done, without a batch, unless one is under way. */
    void commit(long until) {
        if (busy || !batches.isEmpty()) {
            return;
        }
        busy = true;
        retries.until("commit", () -> link.commit(until, Committed.metadata(life.log()), List.of()), done -> {
            busy = false;
            listener.passed(until);
            advance();
        });
    }

    /** Whether something is on its way to the group, which will tell whether the topic is still the same. */
    boolean asks() {
        return busy;
    }

    void discard() {
        batches.forEach(Sealed::abandon);
        batches.clear();
    }

    /** Drops what no other owner knows of, nor may know of soon. */
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

    /** Up to where, exclusive, a batch is durable that can never be committed; negative when there is none. */
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

    private void advance() {
        Sealed<L> first = batches.peek();
        if (busy || first == null || first.work == null) {
            return;
        }
        busy = true;
        if (first.mustBeAnnounced()) {
            retries.until(
                    "announce",
                    () -> first.trace.step(
                            "announce", () -> link.commit(first.span.from(), first.metadata(), List.of())),
                    done -> write(first));
        } else {
            write(first);
        }
    }

    private void write(Sealed<L> first) {
        first.announced = true;
        SealedWork work = first.work;
        if (work == null) {
            throw new IllegalStateException("written before it was sealed: " + first.span);
        }
        retries.until("write", () -> work.write(first.trace), messages -> {
            if (batches.peek() == first) {
                commit(first, work, messages);
            }
        });
    }

    private void commit(Sealed<L> first, SealedWork work, List<OutboundMessage> messages) {
        first.written = messages.isEmpty();
        Sealed<L> second = second();
        boolean announcesNext = second != null && second.mustBeAnnounced();
        String metadata = announcesNext && second != null ? second.metadata() : Committed.metadata(life.log());
        Supplier<Uni<Void>> commit =
                () -> first.trace.step("commit", () -> link.commit(first.span.until(), metadata, messages));
        retries.until("commit", commit, done -> {
            if (batches.peek() != first) {
                return;
            }
            if (second != null && announcesNext) {
                second.announced = true;
            }
            busy = false;
            batches.remove();
            work.committed();
            first.trace.committed();
            first.batch.discard();
            listener.flushed(first.span);
            advance();
        });
    }

    private @Nullable Sealed<L> second() {
        var iterator = batches.iterator();
        iterator.next();
        return iterator.hasNext() ? iterator.next() : null;
    }
}
