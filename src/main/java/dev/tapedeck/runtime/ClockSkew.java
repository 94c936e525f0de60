package dev.tapedeck.runtime;

import java.time.Duration;
import java.time.Instant;

/** Times by a clock that may be set back. Pure. */
public final class ClockSkew {

    private ClockSkew() {}

    /**
     * Whether it is this long or longer since then. With a clock that was set back behind it, nobody knows, and it is: what is
     * due must not wait for as long as the clock went back.
     */
    public static boolean isOver(Duration time, Instant since, Instant now) {
        return now.isBefore(since) || !now.isBefore(since.plus(time));
    }
}
