package dev.tapedeck.intake;

import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats a lane's asynchronous steps until they succeed, with a growing wait between attempts, or until the lane is
 * over. Every step may be repeated: that is what the batch's identity is for. Confined to the lane's mailbox.
 */
final class Retries {

    private static final Logger LOG = Logger.getLogger(Retries.class);

    private final LaneId lane;
    private final Executor mailbox;
    private final Delays delays;
    private final Backoff backoff;
    private final IntakeMeters meters;
    private final Runnable fenced;

    /** Steps that failed last time, with the number of failures in a row. */
    private final Map<String, Integer> failing = new HashMap<>();

    private boolean over;

    Retries(LaneId lane, Executor mailbox, Delays delays, Backoff backoff, IntakeMeters meters, Runnable fenced) {
        this.lane = lane;
        this.mailbox = mailbox;
        this.delays = delays;
        this.backoff = backoff;
        this.meters = meters;
        this.fenced = fenced;
    }

    /** Runs the step until it has an answer, then hands that to {@code then}. */
    <T> void until(String step, Supplier<Uni<T>> work, Consumer<T> then) {
        if (over) {
            return;
        }
        // Not by emitOn: Mutiny keeps to itself what a subscriber throws, and the mailbox has to hear of it.
        Uni.createFrom()
                .deferred(() -> work.get())
                .subscribe()
                .with(
                        item -> mailbox.execute(() -> succeeded(step, item, then)),
                        failure -> mailbox.execute(() -> failed(step, failure, work, then)));
    }

    private <T> void succeeded(String step, T item, Consumer<T> then) {
        if (over) {
            return;
        }
        failing.remove(step);
        then.accept(item);
    }

    private <T> void failed(String step, Throwable failure, Supplier<Uni<T>> work, Consumer<T> then) {
        if (over) {
            return;
        }
        if (failure instanceof LaneFenced) {
            fenced.run();
            return;
        }
        int failures = failing.merge(step, 1, Integer::sum);
        meters.retried(step, failure);
        if (failures == 1) {
            OperatorMessage.STEP_FAILED.logWithCause(LOG, failure, lane, step);
        } else {
            OperatorMessage.STEP_FAILED_AGAIN.log(LOG, lane, step, failures, failure);
        }
        later(failures, () -> until(step, work, then));
    }

    /** Runs the task on the lane's mailbox, the later the more failures came before it. */
    void later(int failures, Runnable task) {
        delays.after(backoff.afterFailures(failures), () -> mailbox.execute(task));
    }

    /** The steps that failed last time and wait for their next attempt. */
    Set<String> failing() {
        return Set.copyOf(failing.keySet());
    }

    /** No further attempts, and no answer counts any more. */
    void stop() {
        over = true;
    }
}
