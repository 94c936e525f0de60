package dev.tapedeck.session.recorder;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Arrays to be used again, in sizes of powers of two from 1 KiB to 1 MiB, so that the open batches of all lanes leave nothing to
 * the collector. What is not returned is not missed. Larger arrays are allocated and forgotten; so are those beyond the bytes
 * that the pool may keep. Once more than half of these lie idle, arrays of a size that is not there replace idle ones of other sizes:
 * batches differ in what sizes they take, and the pool should hold what suits most of them, but not all that suited any. Any thread.
 */
public final class BufferPool {

    public static final int SMALLEST = 1 << 10;
    static final int LARGEST = 1 << 20;

    private final long keepBytes;
    private final List<ArrayDeque<byte[]>> idle;
    private long kept;

    /**
     * @param keepBytes at most this many bytes lie idle
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

    /** Leaves idle arrays of this many bytes, if there are as many, to the collector: the largest ones. */
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

    /** Takes back an array that nobody reads any more. Arrays that did not come from here are left alone. */
    public synchronized void giveBack(byte[] array) {
        int size = array.length;
        boolean ours = size >= SMALLEST && size <= LARGEST && Integer.bitCount(size) == 1;
        if (ours && kept + size <= keepBytes) {
            idle.get(level(size)).addLast(array);
            kept += size;
        }
    }

    /** Leaves all that lies idle to the collector. */
    public synchronized void letGo() {
        idle.forEach(ArrayDeque::clear);
        kept = 0;
    }

    /** How many bytes lie idle. */
    public synchronized long idleBytes() {
        return kept;
    }

    private static int level(int size) {
        return Integer.numberOfTrailingZeros(size) - Integer.numberOfTrailingZeros(SMALLEST);
    }
}
