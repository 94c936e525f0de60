package dev.tapedeck.session.recorder;

import java.util.ArrayList;
import java.util.List;

/**
 * An append-only byte buffer of pooled chunks. A new chunk is about an eighth of the length so far, between 1 and 64 KiB: a small session
 * wastes little, and a large one has few chunks.
 */
public final class LineBuffer {

    private static final int LARGEST_CHUNK = 64 << 10;

    private final BufferPool pool;
    private final List<byte[]> chunks = new ArrayList<>(2);
    private byte[] tail = {};
    private int used;
    private int length;
    private long held;

    LineBuffer(BufferPool pool) {
        this.pool = pool;
    }

    /** How many bytes have been appended. */
    public int length() {
        return length;
    }

    /** How many bytes the chunks take. */
    long heldBytes() {
        return held;
    }

    void append(byte[] bytes, int from, int until) {
        int longer = Math.addExact(length, until - from);
        int at = from;
        while (at < until) {
            if (used == tail.length) {
                extend(longer);
            }
            int part = Math.min(until - at, tail.length - used);
            System.arraycopy(bytes, at, tail, used, part);
            used += part;
            at += part;
        }
        length = longer;
    }

    /** @param longer the length after the append */
    private void extend(int longer) {
        tail = pool.take(Math.clamp(longer / 8, BufferPool.SMALLEST, LARGEST_CHUNK));
        chunks.add(tail);
        held += tail.length;
        used = 0;
    }

    /** Truncates to the first {@code kept} bytes. Removes what a failed append has left as well. */
    void cut(int kept) {
        while (!chunks.isEmpty() && held - tail.length >= kept) {
            chunks.removeLast();
            held -= tail.length;
            pool.giveBack(tail);
            tail = chunks.isEmpty() ? new byte[0] : chunks.getLast();
        }
        used = (int) (kept - (held - tail.length));
        length = kept;
    }

    /** Copies all bytes to the beginning of {@code target}, which must have room. */
    public void copyTo(byte[] target) {
        int at = 0;
        for (byte[] chunk : chunks) {
            int part = Math.min(chunk.length, length - at);
            System.arraycopy(chunk, 0, target, at, part);
            at += part;
        }
    }

    /** Gives the chunks back. The buffer is empty then. */
    public void clear() {
        chunks.forEach(pool::giveBack);
        chunks.clear();
        tail = new byte[0];
        used = 0;
        length = 0;
        held = 0;
    }
}
