package dev.tapedeck.localstack;

import java.time.Duration;

/** A point in time that waiting does not go beyond. */
record Deadline(long nanos) {

    private static final Duration STEP = Duration.ofMillis(20);

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean passed() {
        return left().isZero();
    }

    /** Waits a short while before the next look at something that cannot tell when it changes. */
    static void step() throws InterruptedException {
        Thread.sleep(STEP);
    }
}
