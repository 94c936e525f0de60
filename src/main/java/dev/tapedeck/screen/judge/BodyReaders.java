package dev.tapedeck.screen.judge;

import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.runtime.LargeBodyBudget.Reservation;
import dev.tapedeck.scan.body.BodyInflater;
import dev.tapedeck.scan.body.Inflation;
import dev.tapedeck.scan.snapshot.BodyScanner;
import dev.tapedeck.scan.snapshot.Scan;
import dev.tapedeck.screen.ScreenConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Opens the bodies of all lanes. The working memory of a reader is as large as the largest body it has met. Only a lane that is judging a
 * message needs a reader, and no more lanes do that at a time than there are worker threads. So lanes borrow readers. Any thread.
 */
public final class BodyReaders {

    /** A reader that a large body has grown beyond this is not kept: few bodies need it. */
    static final long KEEP_BYTES = 8L << 20;

    private static final long DEFAULT_LIMIT = 64 << 20;
    private static final String LIMIT_KEY = "tapedeck.screen.max-body";

    private final int maxBodyBytes;
    private final boolean unpack;
    private final LargeBodyBudget largeBodies;
    private final BlockingQueue<Reader> idle;

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

    /**
     * The most bytes that a body may have when inflated: what the configuration says, else 64 MiB, or less if the heap is small.
     *
     * @param heapBytes the most memory that the process may take for objects
     * @throws IllegalArgumentException when the configured one is out of range, or more than the heap has room for
     */
    static int limit(ScreenConfig config, long heapBytes) {
        long room = LargeBodyBudget.capacityBytes(heapBytes);
        long bytes = config.maxBody().map(MemorySize::asLongValue).orElse(Math.min(DEFAULT_LIMIT, room));
        if (bytes < 1 || bytes > BodyInflater.MOST_BYTES) {
            throw new IllegalArgumentException(LIMIT_KEY + " must be from 1 to " + BodyInflater.MOST_BYTES + " bytes");
        }
        if (bytes > room) {
            throw new IllegalArgumentException(LIMIT_KEY + " is " + bytes + " bytes, but a heap of " + heapBytes
                    + " bytes has room for bodies of " + room
                    + ": set it to that or less, or give the process a heap of "
                    + bytes * LargeBodyBudget.HEAP_MULTIPLE + " bytes or more (-Xmx, -XX:MaxRAMPercentage)");
        }
        return (int) bytes;
    }

    /** What a batch will hold of the memory for large bodies. */
    LargeBodyBudget.Claim open() {
        return largeBodies.open();
    }

    /** A reader for the caller alone. */
    Reader take() {
        Reader reader = idle.poll();
        return reader != null ? reader : new Reader(maxBodyBytes, unpack);
    }

    /** Takes back a reader. What it has returned must not be used any more. */
    void giveBack(Reader reader) {
        if (reader.workingBytes() > KEEP_BYTES || !idle.offer(reader)) {
            reader.close();
        }
    }

    /** Leaves all that lies idle to the collector. */
    void letGo() {
        for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }

    /** How many bytes of working memory lie idle. */
    long idleBytes() {
        return idle.stream().mapToLong(Reader::workingBytes).sum();
    }

    /** Opens bodies: an inflater and a scanner, each with its working memory. One thread at a time. */
    static final class Reader implements AutoCloseable {

        private final BodyInflater inflater;
        private final BodyScanner scanner;

        private Reader(int maxBodyBytes, boolean unpack) {
            this.inflater = new BodyInflater(maxBodyBytes);
            this.scanner = new BodyScanner(maxBodyBytes, unpack);
        }

        /** The plain body of a message value. */
        Inflation inflate(byte[] value, @Nullable String encoding, Reservation room) {
            return inflater.inflate(value, encoding, room);
        }

        /** Finds the events in what {@link #inflate} returned. After that, what was returned must not be used any more. */
        Scan scan(byte[] body, int length, Reservation room) {
            Scan scan = scanner.scan(body, length, room::has);
            inflater.trim();
            return scan;
        }

        /** How many bytes its working memory has grown to. */
        long workingBytes() {
            return inflater.workingBytes() + scanner.workingBytes();
        }

        @Override
        public void close() {
            inflater.close();
        }
    }
}
