package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.screen.session.SessionRateLimiter;
import java.time.InstantSource;

/** Desks and look-ups for the tests of other stages. */
public final class Desks {

    private Desks() {}

    public static ScreeningContext ordinary() {
        return new ScreeningContext(
                new BodyReaders(1 << 20, true, largeBodies(1 << 20), 1),
                new SessionRateLimiter.Limits(100_000, 1000, 0.5, 10));
    }

    /** Memory for so many bytes of large bodies, which are those of more than a quarter of that. */
    public static LargeBodyBudget largeBodies(long bytes) {
        return new LargeBodyBudget(bytes, bytes / 4, InstantSource.system());
    }

    public static Lookups noLookups() {
        return Lookups.NONE;
    }
}
