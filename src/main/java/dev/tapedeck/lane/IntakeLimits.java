package dev.tapedeck.lane;

import dev.tapedeck.runtime.Backoff;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.BatchTraces;
import java.time.Duration;
import java.time.InstantSource;

/** Checks the limits of intake once, at start: a wrong one is named and nothing runs. */
final class IntakeLimits {

    private static final long MIN_BUDGET = 1 << 20;
    private static final long MIN_QUEUE = 64 << 10;

    /** What is held doubles for a moment where blocks are encoded and sent. */
    private static final double HEAP_SHARE = 0.25;

    private IntakeLimits() {}

    /** @param heapBytes the most memory that the process may take for objects */
    static long budgetBytes(LaneConfig config, long heapBytes) {
        long bytes = config.budget().asLongValue();
        if (bytes < MIN_BUDGET) {
            throw new IllegalArgumentException(
                    "tapedeck.intake.budget must be at least 1M, but is " + bytes + " bytes");
        }
        return Math.min(bytes, (long) (heapBytes * HEAP_SHARE));
    }

    static LaneSettings settings(
            LaneConfig config, Duration maxAge, InstantSource clock, Scheduler delays, BatchTraces traces) {
        long queueBytes = config.queue().asLongValue();
        if (queueBytes < MIN_QUEUE) {
            throw new IllegalArgumentException(
                    "tapedeck.intake.queue must be at least 64K, but is " + queueBytes + " bytes");
        }
        if (config.sealedBatches() < 1 || config.sealedBatches() > 16) {
            throw new IllegalArgumentException(
                    "tapedeck.intake.sealed-batches must be 1 to 16, but is " + config.sealedBatches());
        }
        Backoff backoff = new Backoff(config.retryMin(), config.retryMax());
        return new LaneSettings(queueBytes, config.sealedBatches(), maxAge, backoff, clock, delays, traces);
    }
}
