package dev.tapedeck.intake;

import java.time.Duration;

/** Runs tasks later. Tests replace it by virtual time. */
public interface Delays {

    /** Runs the task once, about this long from now, on a thread on which it must not block. */
    void after(Duration delay, Runnable task);
}
