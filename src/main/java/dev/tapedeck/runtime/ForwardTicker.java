package dev.tapedeck.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The time that has passed by a clock that may be set back: from then on it goes forward again, instead of standing still for as
 * long as the clock went back, and entries of caches with it. Any thread.
 */
public final class ForwardTicker implements Ticker {

    private final InstantSource clock;
    private long latest;
    private long passed;

    public ForwardTicker(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.millis();
    }

    /** Nanoseconds. */
    @Override
    public synchronized long read() {
        long now = clock.millis();
        passed += Math.max(0, now - latest);
        latest = now;
        return TimeUnit.MILLISECONDS.toNanos(passed);
    }
}
