package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.runtime.Scheduler;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks the consumer of this process the same question again and again. One question at a time: while a rebalance holds the
 * polling thread, they must not pile up.
 */
final class ConsumerInquiry<T> {

    private final Scheduler delays;
    private final Duration every;
    private final Function<ConsumerThread, Uni<T>> question;
    private final Consumer<T> answered;
    private final Consumer<Throwable> failed;

    /** Guarded by this. */
    private @Nullable ConsumerThread consumer;

    /** Whether the last question has no answer yet. Guarded by this. */
    private boolean asking;

    /**
     * Asks nothing before {@link #follow}.
     *
     * @param answered called with each answer, one after the other, on any thread
     * @param failed called where there is none, likewise
     */
    ConsumerInquiry(
            Scheduler delays,
            Duration every,
            Function<ConsumerThread, Uni<T>> question,
            Consumer<T> answered,
            Consumer<Throwable> failed) {
        this.delays = delays;
        this.every = every;
        this.question = question;
        this.answered = answered;
        this.failed = failed;
    }

    /** Asks this consumer from now on; there is one in the process. Any thread. */
    synchronized void follow(ConsumerThread thread) {
        boolean first = consumer == null;
        consumer = thread;
        if (first) {
            delays.every(every, this::ask);
        }
    }

    private synchronized void ask() {
        ConsumerThread thread = consumer;
        if (thread == null || asking) {
            return;
        }
        asking = true;
        Uni.createFrom().deferred(() -> question.apply(thread)).subscribe().with(this::heard, this::heardNothing);
    }

    private synchronized void heard(T answer) {
        asking = false;
        answered.accept(answer);
    }

    private synchronized void heardNothing(Throwable failure) {
        asking = false;
        failed.accept(failure);
    }
}
