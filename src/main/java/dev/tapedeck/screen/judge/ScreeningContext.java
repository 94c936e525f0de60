package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.screen.session.SessionRateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What judging needs of its lane: the rates of the lane's sessions, the memory that the batch's large bodies take, and a reader for the
 * body while a message is judged and recorded. Made by {@link Screening#context}. Used by one thread at a time.
 */
public final class ScreeningContext {

    private final BodyReaders readers;
    private final SessionRateLimiter hotSessions;
    private final LargeBodyBudget.Claim claim;
    private BodyReaders.@Nullable Reader reader;

    public ScreeningContext(BodyReaders readers, SessionRateLimiter.Limits limits) {
        this(readers, new SessionRateLimiter(limits));
    }

    private ScreeningContext(BodyReaders readers, SessionRateLimiter hotSessions) {
        this.readers = readers;
        this.hotSessions = hotSessions;
        this.claim = readers.open();
    }

    /** The context for the lane's next batch. The rates are the same. */
    public ScreeningContext next() {
        return new ScreeningContext(readers, hotSessions);
    }

    /** The memory that the large bodies of the messages judged here take. */
    public LargeBodyBudget.Claim claim() {
        return claim;
    }

    /** The reader of the message at hand, borrowed until {@link #clear}. */
    BodyReaders.Reader reader() {
        BodyReaders.Reader borrowed = reader;
        if (borrowed == null) {
            borrowed = readers.take();
            reader = borrowed;
        }
        return borrowed;
    }

    SessionRateLimiter hotSessions() {
        return hotSessions;
    }

    /** Ends the work on a message. The body that its verdict may carry must not be used any more. Idempotent. */
    public void clear() {
        BodyReaders.Reader borrowed = reader;
        if (borrowed != null) {
            reader = null;
            readers.giveBack(borrowed);
        }
        claim.clear();
    }
}
