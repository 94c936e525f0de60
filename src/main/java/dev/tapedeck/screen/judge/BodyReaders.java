package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The readers of all lanes. A reader's working memory is as large as the largest body it has met, and only those lanes need
 * one that are just now at a message, which are no more than there are worker threads. So lanes borrow. Any thread.
 */
public final class BodyReaders {

    /** A reader that a giant has grown beyond this is not kept: few bodies need it. */
    static final long KEEP_BYTES = 8L << 20;

    private final int maxBodyBytes;
    private final boolean unpack;
    private final LargeBodyBudget largeBodies;
    private final BlockingQueue<BodyReader> idle;

    /**
     * @param maxBodyBytes the most that a body may have when inflated
     * @param unpack whether packed events are events
     * @param largeBodies the memory for bodies that are large
     * @param keep how many readers may lie idle, at least 1
     */
    public BodyReaders(int maxBodyBytes, boolean unpack, LargeBodyBudget largeBodies, int keep) {
        this.maxBodyBytes = maxBodyBytes;
        this.unpack = unpack;
        this.largeBodies = largeBodies;
        this.idle = new ArrayBlockingQueue<>(keep);
    }

    /** What a batch will hold of the memory for large bodies. */
    LargeBodyBudget.Claim open() {
        return largeBodies.open();
    }

    /** A reader for the caller alone. */
    BodyReader take() {
        BodyReader reader = idle.poll();
        return reader != null ? reader : new BodyReader(maxBodyBytes, unpack);
    }

    /** Takes back a reader; what it has answered must not be looked at any more. */
    void giveBack(BodyReader reader) {
        if (reader.workingBytes() > KEEP_BYTES || !idle.offer(reader)) {
            reader.close();
        }
    }

    /** Leaves all that lies idle to the collector. */
    void letGo() {
        for (BodyReader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }

    /** How many bytes of working memory lie idle. */
    long idleBytes() {
        return idle.stream().mapToLong(BodyReader::workingBytes).sum();
    }
}
