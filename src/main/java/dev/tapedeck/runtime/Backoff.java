package dev.tapedeck.runtime;

import java.time.Duration;

/**
 * Waits between attempts: doubling from {@code min} to {@code max}.
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
