package dev.tapedeck.runtime;

import dev.tapedeck.telemetry.OperatorMessage;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Runs tasks later. Tests replace it by virtual time. */
public interface Scheduler {

    /** Runs the task once, about this long from now, on a thread on which it must not block. */
    void after(Duration delay, Runnable task);

    /**
     * Runs the task again and again, each time about this long after it ended, on a thread on which it must not block. An exception is
     * logged, and the task runs again.
     */
    default void every(Duration interval, Runnable task) {
        new Repetition(this, interval, task).schedule();
    }

    /** A task that runs until the process ends, whatever it throws. */
    final class Repetition {

        private static final Logger LOG = Logger.getLogger(Scheduler.class);

        private final Scheduler delays;
        private final Duration interval;
        private final Runnable task;

        /** Written by one run after the other. */
        private volatile int failures;

        private Repetition(Scheduler delays, Duration interval, Runnable task) {
            this.delays = delays;
            this.interval = interval;
            this.task = task;
        }

        private void schedule() {
            delays.after(interval, this::run);
        }

        private void run() {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                tell(e);
            } finally {
                schedule();
            }
        }

        /** Logs the first failure, the second, the fourth, and so on, as some tasks run ten times a second. */
        private void tell(Throwable failure) {
            int count = failures + 1;
            failures = count;
            if (Integer.bitCount(count) == 1) {
                OperatorMessage.REPETITION_FAILED.logWithCause(LOG, failure, interval);
            }
        }
    }
}
