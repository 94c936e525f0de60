package dev.tapedeck.session.recorder;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pool of arrays, in sizes of powers of two from 1 KiB to 1 MiB, for the open batches of all lanes. They produce no garbage that way.
 * An array need not be returned. Larger arrays are not pooled, nor are arrays beyond the bytes that the pool may keep. Batches need
 * different sizes. So once more than half of the pool is idle, a new array of a missing size replaces idle ones of other sizes.
 * Thread-safe.
 */
public final class BufferPool {

    public static final int SMALLEST = 1 << 10;
    static final int LARGEST = 1 << 20;

    private final long keepBytes;
    private final List<ArrayDeque<byte[]>> idle;
    private long kept;

    /**
     * @param keepBytes the most bytes of idle arrays
     */
    public BufferPool(long keepBytes) {
        this.keepBytes = keepBytes;
        int sizes = level(LARGEST) + 1;
        idle = Stream.generate(ArrayDeque<byte[]>::new).limit(sizes).toList();
    }

    /** An array of at least {@code length} bytes with any content. */
    public byte[] take(int length) {
        if (length > LARGEST) {
            return new byte[length];
        }
        int size = Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, length) * 2 - 1));
        synchronized (this) {
            byte[] array = idle.get(level(size)).pollLast();
            if (array != null) {
                kept -= size;
                return array;
            }
            if (kept > keepBytes / 2) {
                forget(size);
            }
        }
        return new byte[size];
    }

    /** Frees idle arrays of this many bytes, the largest ones first. */
    private void forget(int bytes) {
        int left = bytes;
        for (int level = idle.size() - 1; level >= 0 && left > 0; level--) {
            ArrayDeque<byte[]> arrays = idle.get(level);
            while (left > 0 && !arrays.isEmpty()) {
                int size = arrays.removeLast().length;
                kept -= size;
                left -= size;
            }
        }
    }

    /** Takes back an array that nobody reads any more. Ignores arrays that cannot be from this pool. */
    public synchronized void giveBack(byte[] array) {
        int size = array.length;
        boolean ours = size >= SMALLEST && size <= LARGEST && Integer.bitCount(size) == 1;
        if (ours && kept + size <= keepBytes) {
            idle.get(level(size)).addLast(array);
            kept += size;
        }
    }

    /** Frees all idle arrays. */
    public synchronized void letGo() {
        idle.forEach(ArrayDeque::clear);
        kept = 0;
    }

    /** How many bytes are idle. */
    public synchronized long idleBytes() {
        return kept;
    }

    private static int level(int size) {
        return Integer.numberOfTrailingZeros(size) - Integer.numberOfTrailingZeros(SMALLEST);
    }
}
