package dev.tapedeck.intake;

import dev.tapedeck.telemetry.BatchTrace;
import dev.tapedeck.telemetry.BatchTraces;
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
final class LaneFlush<L> {

    /** Told when a batch is through. Called on the lane's mailbox. */
    interface Listener {
        void flushed(BatchSpan span);
    }

    private static final class Sealed<L> {
        final BatchSpan span;
        final LaneBatch<L> batch;
        final Instant since;
        final BatchTrace trace;

        @Nullable SealedWork work;

        boolean announced;

        Sealed(BatchSpan span, LaneBatch<L> batch, Instant since, BatchTrace trace) {
            this.span = span;
            this.batch = batch;
            this.since = since;
            this.trace = trace;
        }

        long heldBytes() {
            return work == null ? batch.heldBytes() : work.heldBytes();
        }

        boolean mustBeAnnounced() {
            return work != null && !work.parts().isEmpty() && !announced;
        }

        String metadata() {
            List<String> parts = work == null ? List.of() : work.parts();
            ExitMap exits = work == null ? null : work.exits();
            return new Intent(span.until(), span.firstTimestamp(), parts, exits).metadata(span.from());
        }
    }

    private final LaneLink link;
    private final Retries retries;
    private final BatchTraces traces;
    private final Listener listener;
    private final Deque<Sealed<L>> batches = new ArrayDeque<>();
    private boolean busy;

    LaneFlush(LaneLink link, Retries retries, BatchTraces traces, Listener listener) {
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

    void discard() {
        batches.forEach(one -> {
            one.batch.discard();
            one.trace.abandoned("the lane was closed");
        });
        batches.clear();
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
        retries.until("write", () -> work.write(first.trace), messages -> commit(first, work, messages));
    }

    private void commit(Sealed<L> first, SealedWork work, List<OutboundMessage> messages) {
        Sealed<L> second = second();
        boolean announcesNext = second != null && second.mustBeAnnounced();
        String metadata = announcesNext && second != null ? second.metadata() : "";
        Supplier<Uni<Void>> commit =
                () -> first.trace.step("commit", () -> link.commit(first.span.until(), metadata, messages));
        retries.until("commit", commit, done -> {
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
