package dev.tapedeck.session.recorder;

import java.util.Arrays;
import java.util.List;

/** The offsets of a session's messages in a batch, in the order of arrival. One thread at a time. */
final class Offsets {

    private static final int FIRST_ROOM = 2;

    /** A number here, an object and its place in a list there. */
    private static final int LISTED_BYTES = 32;

    private long[] offsets = new long[FIRST_ROOM];
    private int count;

    void add(long offset) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
        }
        offsets[count++] = offset;
    }

    /** About how many bytes they take, here and in what {@link #list} makes of them. */
    long heldBytes() {
        return LISTED_BYTES * (long) offsets.length;
    }

    int count() {
        return count;
    }

    List<Long> list() {
        return Arrays.stream(offsets, 0, count).boxed().toList();
    }
}
