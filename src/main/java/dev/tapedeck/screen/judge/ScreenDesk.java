package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodies;
import dev.tapedeck.screen.session.HotSessions;
import org.jspecify.annotations.Nullable;

/**
 * A place for judging: the rates of the lane's sessions, what the batch's large bodies take, and while a message is judged and
 * recorded, a reader for its body. Made by {@link Screening#desk}. Used by one thread at a time.
 */
public final class ScreenDesk {

    private final BodyReaders readers;
    private final HotSessions hotSessions;
    private final LargeBodies.Claim claim;
    private @Nullable BodyReader reader;

    public ScreenDesk(BodyReaders readers, HotSessions.Limits limits) {
        this(readers, new HotSessions(limits));
    }

    private ScreenDesk(BodyReaders readers, HotSessions hotSessions) {
        this.readers = readers;
        this.hotSessions = hotSessions;
        this.claim = readers.open();
    }

    /** The place for the lane's next batch: the rates are the same. */
    public ScreenDesk next() {
        return new ScreenDesk(readers, hotSessions);
    }

    /** What the large bodies of the messages judged here take. */
    public LargeBodies.Claim claim() {
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

    HotSessions hotSessions() {
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
