package dev.tapedeck.session;

import java.util.Arrays;

/**
 * How long somebody was active, from the times of events in any order.
 *
 * <p>The rule is the direct peer's ({@code segmentation.ts}): over all events sorted by time, active ones at most five seconds apart
 * are one segment; inactive events lengthen it while they are at most five seconds after its last active one; each segment counts
 * at least a millisecond, and the sum is floored.
 *
 * <p>Sorting is not needed for that. Segments are the runs of active times with no gap above five seconds, and a run is known by
 * its first and last time however it came about. Of inactive times, those within a run say nothing, now or later; the others are
 * kept, as any of them may turn out to follow a run closely. Events in order are added at the end of the arrays in constant
 * time; memory is 16 bytes for a run and 8 for an inactive event outside of runs.
 */
final class ActiveTime {

    private static final double THRESHOLD_MILLIS = 5_000;
    private static final int FIRST_CAPACITY = 2;

    private double[] first = new double[FIRST_CAPACITY];
    private double[] last = new double[FIRST_CAPACITY];
    private int runs;
    private double[] idle = new double[FIRST_CAPACITY];
    private int idles;

    /** Adds an event at a time in milliseconds. */
    void add(double time, boolean active) {
        if (active) {
            addActive(time);
        } else {
            addIdle(time);
        }
    }

    /** How many bytes the times take. */
    long heldBytes() {
        return ((long) first.length + last.length + idle.length) * Double.BYTES;
    }

    /** The active time in whole milliseconds. */
    long millis() {
        double sum = 0;
        for (int run = 0; run < runs; run++) {
            double end = last[run];
            int idleAfter = after(idle, idles, last[run] + THRESHOLD_MILLIS);
            if (idleAfter > 0) {
                end = Math.max(end, idle[idleAfter - 1]);
            }
            sum += Math.max(1, end - first[run]);
        }
        return (long) Math.floor(sum);
    }

    private void addActive(double time) {
        int next = after(first, runs, time);
        boolean joinsPrevious = next > 0 && last[next - 1] + THRESHOLD_MILLIS >= time;
        boolean joinsNext = next < runs && time + THRESHOLD_MILLIS >= first[next];
        if (joinsPrevious && joinsNext) {
            last[next - 1] = last[next];
            removeRun(next);
            removeIdle(next - 1);
        } else if (joinsPrevious) {
            if (time > last[next - 1]) {
                last[next - 1] = time;
                removeIdle(next - 1);
            }
        } else if (joinsNext) {
            first[next] = time;
            removeIdle(next);
        } else {
            insertRun(next, time);
        }
    }

    private void addIdle(double time) {
        int run = after(first, runs, time) - 1;
        if (run >= 0 && time <= last[run]) {
            return;
        }
        int at = after(idle, idles, time);
        if (at > 0 && idle[at - 1] == time) {
            return;
        }
        idle = withGap(idle, idles, at);
        idle[at] = time;
        idles++;
    }

    private void insertRun(int at, double time) {
        first = withGap(first, runs, at);
        last = withGap(last, runs, at);
        first[at] = time;
        last[at] = time;
        runs++;
    }

    private void removeRun(int at) {
        System.arraycopy(first, at + 1, first, at, runs - at - 1);
        System.arraycopy(last, at + 1, last, at, runs - at - 1);
        runs--;
    }

    /** Forgets the inactive times within a run. */
    private void removeIdle(int run) {
        int until = after(idle, idles, last[run]);
        int from = until;
        while (from > 0 && idle[from - 1] >= first[run]) {
            from--;
        }
        System.arraycopy(idle, until, idle, from, idles - until);
        idles -= until - from;
    }

    /** The index of the first of {@code size} ascending times that is after {@code time}; searched from the end. */
    private static int after(double[] times, int size, double time) {
        if (size == 0 || times[size - 1] <= time) {
            return size;
        }
        int low = 0;
        int high = size - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] > time) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static double[] withGap(double[] times, int size, int at) {
        double[] room = size < times.length ? times : Arrays.copyOf(times, 2 * size);
        System.arraycopy(room, at, room, at + 1, size - at);
        return room;
    }
}
