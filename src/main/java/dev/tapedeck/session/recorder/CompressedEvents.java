package dev.tapedeck.session.recorder;

import java.util.Arrays;

/** The positions of events with compressed fields in a session's lines: ascending, without overlaps. */
public final class CompressedEvents {

    private int[] bounds = {};
    private int size;

    public void add(int start, int end) {
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(8, 2 * bounds.length));
        }
        bounds[2 * size] = start;
        bounds[2 * size + 1] = end;
        size++;
    }

    /** Removes all but the first {@code kept}. */
    void cut(int kept) {
        size = kept;
    }

    long heldBytes() {
        return (long) bounds.length * Integer.BYTES;
    }

    public int size() {
        return size;
    }

    public int start(int i) {
        return bounds[2 * i];
    }

    public int end(int i) {
        return bounds[2 * i + 1];
    }
}
