package dev.tapedeck.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Time by a clock that may be set back. */
public final class ClockSkew {

    private ClockSkew() {}

    /**
     * Whether this much time has passed since then. If the clock was set back behind that moment, nobody knows, and the method returns
     * true. Otherwise, what is due would wait for as long as the clock went back.
     */
    public static boolean isOver(Duration time, Instant since, Instant now) {
        return now.isBefore(since) || !now.isBefore(since.plus(time));
    }

    /**
     * The time that has passed, for caches. When the clock is set back, the ticker goes on from there. Otherwise it would stand
     * still for as long as the clock went back, and no entry of a cache would expire. Any thread.
     */
    public static final class ForwardTicker implements Ticker {

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
}
