package dev.tapedeck.screen;

import dev.tapedeck.intake.BodyInflater;
import dev.tapedeck.scan.BodyScanner;

/**
 * A lane's working memory for judging: the inflater and the scanner with their buffers, and the rates of the lane's
 * sessions. Made by {@link Screening#desk}. Used by one thread at a time.
 */
public final class ScreenDesk implements AutoCloseable {

    private final BodyInflater inflater;
    private final BodyScanner scanner = new BodyScanner();
    private final HotSessions hotSessions;

    ScreenDesk(int maxBodyBytes, HotSessions.Limits limits) {
        this.inflater = new BodyInflater(maxBodyBytes);
        this.hotSessions = new HotSessions(limits);
    }

    BodyInflater inflater() {
        return inflater;
    }

    BodyScanner scanner() {
        return scanner;
    }

    HotSessions hotSessions() {
        return hotSessions;
    }

    /** Frees native memory at once; without it the collector does. */
    @Override
    public void close() {
        inflater.close();
    }
}
