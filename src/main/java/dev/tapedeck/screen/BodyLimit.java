package dev.tapedeck.screen;

import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.scan.body.BodyInflater;
import io.quarkus.runtime.configuration.MemorySize;

/** The most that a body may have when inflated: what the configuration says, else 64 MiB, or less where the heap is small. */
public final class BodyLimit {

    private static final long DEFAULT_BYTES = 64 << 20;
    private static final String KEY = "tapedeck.screen.max-body";

    private BodyLimit() {}

    /**
     * The limit in bytes.
     *
     * @param heapBytes the most memory that the process may take for objects
     * @throws IllegalArgumentException when the configured one is out of range, or more than the heap has room for
     */
    public static int bytes(ScreenConfig config, long heapBytes) {
        long room = LargeBodyBudget.capacityBytes(heapBytes);
        long bytes = config.maxBody().map(MemorySize::asLongValue).orElse(Math.min(DEFAULT_BYTES, room));
        if (bytes < 1 || bytes > BodyInflater.MOST_BYTES) {
            throw new IllegalArgumentException(KEY + " must be from 1 to " + BodyInflater.MOST_BYTES + " bytes");
        }
        if (bytes > room) {
            throw new IllegalArgumentException(KEY + " is " + bytes + " bytes, but a heap of " + heapBytes
                    + " bytes has room for bodies of " + room
                    + ": set it to that or less, or give the process a heap of "
                    + bytes * LargeBodyBudget.HEAP_MULTIPLE + " bytes or more (-Xmx, -XX:MaxRAMPercentage)");
        }
        return (int) bytes;
    }
}
