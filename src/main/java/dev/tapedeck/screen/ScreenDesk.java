package dev.tapedeck.screen;

import org.jspecify.annotations.Nullable;

/**
 * A lane's place for judging: the rates of the lane's sessions, and while a message is judged and recorded, a reader for
 * its body. Made by {@link Screening#desk}. Used by one thread at a time.
 */
public final class ScreenDesk {

    private final BodyReaders readers;
    private final HotSessions hotSessions;
    private @Nullable BodyReader reader;

    ScreenDesk(BodyReaders readers, HotSessions.Limits limits) {
        this.readers = readers;
        this.hotSessions = new HotSessions(limits);
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
    }
}
