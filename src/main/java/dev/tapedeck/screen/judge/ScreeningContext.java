package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.screen.session.SessionRateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * A place for judging: the rates of the lane's sessions, what the batch's large bodies take, and while a message is judged and
 * recorded, a reader for its body. Made by {@link Screening#desk}. Used by one thread at a time.
 */
public final class ScreeningContext {

    private final BodyReaders readers;
    private final SessionRateLimiter hotSessions;
    private final LargeBodyBudget.Claim claim;
    private @Nullable BodyReader reader;

    public ScreeningContext(BodyReaders readers, SessionRateLimiter.Limits limits) {
        this(readers, new SessionRateLimiter(limits));
    }

    private ScreeningContext(BodyReaders readers, SessionRateLimiter hotSessions) {
        this.readers = readers;
        this.hotSessions = hotSessions;
        this.claim = readers.open();
    }

    /** The place for the lane's next batch: the rates are the same. */
    public ScreeningContext next() {
        return new ScreeningContext(readers, hotSessions);
    }

    /** What the large bodies of the messages judged here take. */
    public LargeBodyBudget.Claim claim() {
        return claim;
    }

    /** The reader of the message at hand, borrowed until {@link #clear}. */
    BodyReader reader() {
        BodyReader borrowed = reader;
        if (borrowed == null) {
            borrowed = readers.take();
            reader = borrowed;
        }
        return borrowed;
    }

    SessionRateLimiter hotSessions() {
        return hotSessions;
    }

    /** The message at hand is dealt with: the body that its verdict may carry must not be looked at any more. Idempotent. */
    public void clear() {
        BodyReader borrowed = reader;
        if (borrowed != null) {
            reader = null;
            readers.giveBack(borrowed);
        }
        claim.clear();
    }
}
