package dev.tapedeck.scan.json;

import java.util.Arrays;

/**
 * Which containers are open, one bit each: 1 for an object, 0 for an array. Grows with the depth, so that depth is bounded
 * only by the length of the text (eight megabytes of bits for sixty-four megabytes of brackets).
 */
final class Nesting {

    private long[] spilled = new long[4];
    private long kinds;
    private int depth;

    void clear() {
        depth = 0;
        kinds = 0;
    }

    boolean isEmpty() {
        return depth == 0;
    }

    void push(boolean object) {
        if ((depth & 63) == 0 && depth > 0) {
            spill();
        }
        kinds = kinds << 1 | (object ? 1 : 0);
        depth++;
    }

    /** Closes the innermost container. Returns whether the one around it is an object. */
    boolean pop() {
        kinds >>>= 1;
        depth--;
        if ((depth & 63) == 0 && depth > 0) {
            kinds = spilled[(depth >>> 6) - 1];
        }
        return (kinds & 1) != 0;
    }

    private void spill() {
        int word = (depth >>> 6) - 1;
        if (word == spilled.length) {
            spilled = Arrays.copyOf(spilled, 2 * word);
        }
        spilled[word] = kinds;
    }
}
