package dev.tapedeck.session.copies;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.telemetry.BatchMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies at once, and again until the broker has acknowledged them. Otherwise the offsets of the batch would pass a message
 * whose copy does not exist. Acknowledgements come on any thread.
 */
public final class SentCopies implements BatchCopies {

    private static final Duration RETRY_MIN = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(10);

    /** A producer gives up long before. Without an answer by then the producer is broken, and the next attempt fails. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** How long a batch waits for its copies before it logs that. It goes on waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Bytes of copies in flight that make the lane wait. Each copy holds a message in memory. */
    private static final long MAX_PENDING_BYTES = 16L << 20;

    private final SideOutputs outputs;
    private final BatchMeters meters;
    private final List<CompletableFuture<Void>> sent = new ArrayList<>();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicInteger failing = new AtomicInteger();
    private final Duration patience;

    public SentCopies(SideOutputs outputs, BatchMeters meters) {
        this(outputs, meters, PATIENCE);
    }

    /** @param patience how long {@link #acknowledged} waits before it fails */
    public SentCopies(SideOutputs outputs, BatchMeters meters, Duration patience) {
        this.outputs = outputs;
        this.meters = meters;
        this.patience = patience;
    }

    @Override
    public void add(long offset, char exit, OutboundMessage copy) {
        long bytes = copy.heldBytes();
        pendingBytes.addAndGet(bytes);
        Attempts attempts = new Attempts();
        sent.add(Uni.createFrom()
                .deferred(() -> outputs.send(copy))
                .ifNoItem()
                .after(ANSWER_LIMIT)
                .fail()
                .onFailure()
                .invoke(failure -> {
                    meters.copyFailed();
                    attempts.failed();
                })
                .onFailure()
                .retry()
                .withBackOff(RETRY_MIN, RETRY_MAX)
                .indefinitely()
                .onItemOrFailure()
                .invoke((done, failure) -> {
                    pendingBytes.addAndGet(-bytes);
                    attempts.over();
                })
                .subscribeAsCompletionStage());
    }

    @Override
    public @Nullable OfferResult hindrance() {
        if (failing.get() > 0) {
            return new OfferResult.Blocked("kafka");
        }
        return pendingBytes.get() > MAX_PENDING_BYTES ? new OfferResult.Backpressure("copies") : null;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public long heldBytes() {
        return pendingBytes.get();
    }

    @Override
    public Uni<Void> acknowledged() {
        return Uni.createFrom()
                .completionStage(() -> CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)))
                .ifNoItem()
                .after(patience)
                .failWith(() -> new CopiesUnacknowledged(patience));
    }

    /** No copy waits for the commit. */
    @Override
    public Held held() {
        return Held.NONE;
    }

    @Override
    public void discard() {
        sent.forEach(copy -> copy.cancel(true));
    }

    /** Counts a copy as failing from its first failure until it is acknowledged or cancelled. */
    private final class Attempts {
        private boolean counted;

        synchronized void failed() {
            if (!counted) {
                counted = true;
                failing.incrementAndGet();
            }
        }

        synchronized void over() {
            if (counted) {
                counted = false;
                failing.decrementAndGet();
            }
        }
    }

    /** Kafka did not acknowledge copies in time. They are still sent again and again. */
    static final class CopiesUnacknowledged extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CopiesUnacknowledged(Duration waited) {
            super(
                    "dead letters or diverted messages are not acknowledged by Kafka after " + waited.toSeconds()
                            + " s",
                    null,
                    false,
                    false);
        }
    }
}
