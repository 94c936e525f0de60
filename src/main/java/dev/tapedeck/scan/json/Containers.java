package dev.tapedeck.scan.json;

import java.util.Arrays;

/** Checks that brackets and braces match. Goes through a text in blocks of sixty-four bytes. */
final class Containers {

    /** The open containers, one bit each, 1 for an object, the innermost lowest; above them a 1 that marks the end. */
    private long kinds;

    /** What no longer fitted, by 63 containers. */
    private long[] spilled = new long[4];

    private int spills;
    private int last;
    private long objects;

    /**
     * Begins with nothing open.
     *
     * @param last where the outermost container must end
     */
    void open(int last) {
        this.last = last;
        kinds = 1;
        spills = 0;
    }

    /** Whether nothing is open. */
    boolean closed() {
        return kinds == 1 && spills == 0;
    }

    /** Where in the block the innermost open container is an object. */
    long objects() {
        return objects;
    }

    /**
     * @param at where the block begins
     * @param opens its brackets that open
     * @param brackets all its brackets
     * @param braces those that are braces
     * @return whether they match so far
     */
    boolean accepts(int at, long opens, long brackets, long braces) {
        long kinds = this.kinds;
        long objects = -(kinds & 1);
        long wrong = 0;
        for (long rest = brackets; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            long brace = braces >>> i & 1;
            long around = kinds;
            if ((opens >>> i & 1) != 0) {
                kinds = (kinds < 0 ? spill(kinds) : kinds) << 1 | brace;
            } else {
                wrong |= (kinds ^ brace) & 1;
                kinds >>>= 1;
                if (kinds == 1) {
                    if (spills == 0 && at + i != last) {
                        return false;
                    }
                    kinds = spills == 0 ? 1 : spilled[--spills];
                }
            }
            objects ^= -((kinds ^ around) & 1) & -2L << i;
        }
        this.kinds = kinds;
        this.objects = objects;
        return wrong == 0;
    }

    private long spill(long kinds) {
        if (spills == spilled.length) {
            spilled = Arrays.copyOf(spilled, 2 * spills);
        }
        spilled[spills++] = kinds;
        return 1;
    }
}
