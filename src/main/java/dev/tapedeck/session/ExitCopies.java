package dev.tapedeck.session;

import dev.tapedeck.telemetry.BatchMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The copies that a batch has sent to dead letters and overflow. Each is sent again until the broker has it, because the
 * batch's offsets may not pass a message whose copy is nowhere. The lane adds; answers come on any thread.
 */
final class ExitCopies {

    private static final Duration RETRY_MIN = Duration.ofMillis(200);
    private static final Duration RETRY_MAX = Duration.ofSeconds(10);

    /** A producer gives up long before; without an answer by then it is broken, and trying again shows it. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** Copies that may be under way before the lane has to wait; each holds a message in memory. */
    private static final long MAX_PENDING_BYTES = 16L << 20;

    private final BatchMeters meters;
    private final List<CompletableFuture<Void>> sent = new ArrayList<>();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicInteger failing = new AtomicInteger();

    ExitCopies(BatchMeters meters) {
        this.meters = meters;
    }

    /** Sends one copy, again and again if it must be. On the lane's mailbox. */
    void send(int bytes, Uni<Void> copy) {
        pendingBytes.addAndGet(bytes);
        Attempts attempts = new Attempts();
        sent.add(copy.ifNoItem()
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

    /** Whether the lane has to wait: copies fail, or too many are under way. */
    boolean congested() {
        return failing.get() > 0 || pendingBytes.get() > MAX_PENDING_BYTES;
    }

    /** Bytes of the messages whose copies are under way. */
    long pendingBytes() {
        return pendingBytes.get();
    }

    /** Answers when the broker has acknowledged every copy sent so far. */
    Uni<Void> acknowledged() {
        return Uni.createFrom()
                .completionStage(() -> CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)));
    }

    /** Stops sending. */
    void discard() {
        sent.forEach(copy -> copy.cancel(true));
    }

    /** Counts a copy among the failing ones from its first failure to its end. */
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
}
