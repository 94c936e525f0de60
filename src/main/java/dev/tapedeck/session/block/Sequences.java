package dev.tapedeck.session.block;

import java.util.Arrays;

/** Sequences of zstd's, each some literals and a match behind them, as the library takes them. */
final class Sequences {

    /** Ints of one: the distance of its match, literals before it, its length, and one without a meaning. */
    static final int INTS = 4;

    private int[] ints = new int[4096];
    private int count;

    void clear() {
        count = 0;
    }

    /** @param distance of the match, 0 with a {@code length} of 0 for literals alone */
    void add(int distance, int literals, int length) {
        int at = count * INTS;
        if (at == ints.length) {
            ints = Arrays.copyOf(ints, 2 * ints.length);
        }
        ints[at] = distance;
        ints[at + 1] = literals;
        ints[at + 2] = length;
        ints[at + 3] = 0;
        count++;
    }

    int count() {
        return count;
    }

    /** All of them, one after the other, and perhaps more behind them. */
    int[] ints() {
        return ints;
    }
}
