package dev.tapedeck.session.recorder;

import java.util.Arrays;

/** Times in milliseconds, in an array that grows. Indices are not checked beyond what the array does. One thread at a time. */
final class Times {

    private static final double[] NONE = {};
    private static final int FIRST_CAPACITY = 2;

    private double[] times = NONE;
    private int size;

    int size() {
        return size;
    }

    double get(int i) {
        return times[i];
    }

    /** The last one; there must be one. */
    double last() {
        return times[size - 1];
    }

    void set(int i, double time) {
        times[i] = time;
    }

    /** Adds one at the end. */
    void add(double time) {
        if (size == times.length) {
            grow(size + 1);
        }
        times[size++] = time;
    }

    /** Keeps the first {@code size} only. */
    void cut(int size) {
        this.size = size;
    }

    void sort() {
        Arrays.sort(times, 0, size);
    }

    /** Puts other times among these; both are sorted, and so is what comes of it. */
    void merge(Times others) {
        int mine = size - 1;
        int theirs = others.size - 1;
        size += others.size;
        if (size > times.length) {
            grow(size);
        }
        // From the end on, where there is room. What is left of these in the end stands where it should.
        for (int at = size - 1; theirs >= 0; at--) {
            boolean own = mine >= 0 && times[mine] > others.times[theirs];
            times[at] = own ? times[mine--] : others.times[theirs--];
        }
    }

    /** How many bytes the array takes. */
    long heldBytes() {
        return (long) times.length * Double.BYTES;
    }

    private void grow(int needed) {
        times = Arrays.copyOf(times, Math.max(needed, Math.max(FIRST_CAPACITY, 2 * times.length)));
    }
}
