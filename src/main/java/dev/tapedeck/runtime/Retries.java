package dev.tapedeck.runtime;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a lane's asynchronous steps until they succeed or the lane is over, with a growing wait between attempts. Every step may be
 * repeated, thanks to the identity of a batch. Confined to the lane's mailbox.
 */
public final class Retries {

    private static final Logger LOG = Logger.getLogger(Retries.class);

    private final LaneId lane;
    private final Executor mailbox;
    private final Scheduler delays;
    private final Backoff backoff;
    private final IntakeMeters meters;
    private final Runnable fenced;
    private final Runnable replaced;

    /** The steps that have not succeeded yet. Two of the same name are two steps: a lane encodes several batches at once. */
    private final Set<Step<?>> steps = new LinkedHashSet<>();

    private boolean over;

    /** What was thrown between two steps of the sequence that runs now. */
    private @Nullable Throwable thrown;

    /**
     * @param fenced told when the partition is another lane's
     * @param replaced told when the topic is another one
     */
    public Retries(
            LaneId lane,
            Executor mailbox,
            Scheduler delays,
            Backoff backoff,
            IntakeMeters meters,
            Runnable fenced,
            Runnable replaced) {
        this.replaced = replaced;
        this.lane = lane;
        this.mailbox = mailbox;
        this.delays = delays;
        this.backoff = backoff;
        this.meters = meters;
        this.fenced = fenced;
    }

    /** Asks a server until it responds, then passes the result to {@code then}. */
    public <T extends @Nullable Object> void until(String step, Supplier<Uni<T>> work, Consumer<T> then) {
        begin(new Step<>(step, true, work, then));
    }

    /** The same for work that waits for no server, unless it fails. */
    public <T extends @Nullable Object> void compute(String step, Supplier<Uni<T>> work, Consumer<T> then) {
        begin(new Step<>(step, false, work, then));
    }

    /** The same as a part of a sequence, to be subscribed to by {@link #run}. */
    public <T extends @Nullable Object> Uni<T> step(String step, Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> until(step, work, emitter::complete));
    }

    /**
     * Runs a sequence of steps. What is thrown between two steps is thrown in the mailbox, although Mutiny catches it: otherwise the lane
     * would go on with a bug, and would never end.
     */
    public void run(Uni<?> sequence) {
        sequence.subscribe().with(done -> {}, failure -> thrown = failure);
        rethrow();
    }

    private void rethrow() {
        Throwable failure = thrown;
        thrown = null;
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void begin(Step<?> step) {
        if (!over) {
            steps.add(step);
            step.attempt();
        }
    }

    /** A step with the attempts that have been made at it. */
    private final class Step<T extends @Nullable Object> {

        private final String name;
        private final boolean asksServer;
        private final Supplier<Uni<T>> work;
        private final Consumer<T> then;
        private int failures;

        Step(String name, boolean asksServer, Supplier<Uni<T>> work, Consumer<T> then) {
            this.name = name;
            this.asksServer = asksServer;
            this.work = work;
            this.then = then;
        }

        void attempt() {
            if (over) {
                return;
            }
            // Not by emitOn: Mutiny swallows what a subscriber throws, and the mailbox has to see it.
            Uni.createFrom()
                    .deferred(() -> work.get())
                    .subscribe()
                    .with(
                            item -> mailbox.execute(() -> succeeded(item)),
                            failure -> mailbox.execute(() -> failed(failure)));
        }

        private void succeeded(T item) {
            if (over) {
                return;
            }
            steps.remove(this);
            then.accept(item);
            rethrow();
        }

        private void failed(Throwable failure) {
            if (over) {
                return;
            }
            if (failure instanceof LaneFenced) {
                fenced.run();
                return;
            }
            if (failure instanceof LogReplaced) {
                steps.remove(this);
                replaced.run();
                return;
            }
            failures++;
            meters.retried(name, failure);
            if (failures == 1) {
                OperatorMessage.STEP_FAILED.logWithCause(LOG, failure, lane, name);
            } else {
                OperatorMessage.STEP_FAILED_AGAIN.log(LOG, lane, name, failures, failure);
            }
            later(failures, this::attempt);
        }
    }

    /** Runs the task on the lane's mailbox, the later the more failures came before it. */
    public void later(int failures, Runnable task) {
        delays.after(backoff.afterFailures(failures), () -> mailbox.execute(task));
    }

    /** Returns the names of the steps whose last attempt failed. */
    public Set<String> failing() {
        return steps.stream()
                .filter(step -> step.failures > 0)
                .map(step -> step.name)
                .collect(Collectors.toSet());
    }

    /** Whether a server was asked and has not responded, or a step has failed and waits for its next attempt. */
    public boolean waiting() {
        return steps.stream().anyMatch(step -> step.asksServer || step.failures > 0);
    }

    /** Makes no further attempts, and ignores all further results. */
    public void stop() {
        over = true;
    }

    /**
     * The waits between attempts, which double from {@code min} to {@code max}.
     *
     * @param min the first wait, above 0
     * @param max the longest wait, at least {@code min}
     */
    public record Backoff(Duration min, Duration max) {

        public Backoff {
            if (min.isZero() || min.isNegative() || max.compareTo(min) < 0) {
                throw new IllegalArgumentException(
                        "tapedeck.intake.retry-min must be above 0 and at most retry-max, but they are " + min + " and "
                                + max);
            }
        }

        /** The wait after this many failures in a row, from 1. */
        Duration afterFailures(int failures) {
            int doublings = Math.min(failures - 1, 20);
            Duration wait = min.multipliedBy(1L << doublings);
            return wait.compareTo(max) < 0 ? wait : max;
        }
    }
}
