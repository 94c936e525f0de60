package dev.tapedeck.session.recorder;

import java.util.Arrays;

/**
 * How long somebody was active, from the times of events in any order.
 *
 * <p>The rule is the direct peer's ({@code segmentation.ts}): over all events sorted by time, active ones at most five seconds apart
 * are one segment; inactive events lengthen it while they are at most five seconds after its last active one; each segment counts
 * at least a millisecond, and the sum is floored.
 *
 * <p>This class does not keep all times. A segment is a run of active times without a gap above five seconds; its first and its last time
 * describe it. Inactive times within a run do not matter. The others are kept: a run may later end shortly before one of them. Times in
 * order are appended in constant time. Late times are collected until they are a quarter of the others, and then merged. So the order
 * of events does not change the result. A run takes 16 bytes, and an inactive time outside of runs takes 8.
 */
final class ActiveTime {

    private static final double THRESHOLD_MILLIS = 5_000;

    /** This many late times may always be collected. */
    private static final int FEW = 16;

    /** The first times of the runs, and their last times, both in order. */
    private final Times first = new Times();

    private final Times last = new Times();
    private final Times idle = new Times();
    private final Times lateActive = new Times();
    private final Times lateIdle = new Times();

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
        return first.heldBytes() + last.heldBytes() + idle.heldBytes() + lateActive.heldBytes() + lateIdle.heldBytes();
    }

    /** The active time in whole milliseconds. */
    long millis() {
        settle();
        double sum = 0;
        int idleAfter = 0;
        for (int run = 0; run < first.size(); run++) {
            double end = last.get(run);
            while (idleAfter < idle.size() && idle.get(idleAfter) <= last.get(run) + THRESHOLD_MILLIS) {
                idleAfter++;
            }
            if (idleAfter > 0) {
                end = Math.max(end, idle.get(idleAfter - 1));
            }
            sum += Math.max(1, end - first.get(run));
        }
        return (long) Math.floor(sum);
    }

    private void addActive(double time) {
        int run = first.size() - 1;
        if (run < 0 || last.get(run) + THRESHOLD_MILLIS < time) {
            first.add(time);
            last.add(time);
        } else if (time < first.get(run)) {
            lateActive.add(time);
            settleMany();
        } else if (time > last.get(run)) {
            last.set(run, time);
            forgetNewestIdle(time);
        }
    }

    private void addIdle(double time) {
        int run = first.size() - 1;
        if (run >= 0 && first.get(run) <= time && time <= last.get(run)) {
            return;
        }
        if (idle.size() == 0 || idle.last() < time) {
            idle.add(time);
        } else if (idle.last() > time) {
            lateIdle.add(time);
            settleMany();
        }
    }

    /** Removes the newest inactive times that are now within the last run, which has been extended to {@code until}. */
    private void forgetNewestIdle(double until) {
        double from = first.last();
        int kept = idle.size();
        while (kept > 0 && idle.get(kept - 1) >= from && idle.get(kept - 1) <= until) {
            kept--;
        }
        idle.cut(kept);
    }

    /** Merges the late times if there are many. The cost of a merge is a few steps for each late time. */
    private void settleMany() {
        if (lateActive.size() + lateIdle.size() >= Math.max(FEW, (first.size() + idle.size()) / 4)) {
            settle();
        }
    }

    /** Merges the late times into the others. */
    private void settle() {
        if (lateActive.size() + lateIdle.size() == 0) {
            return;
        }
        lateActive.sort();
        lateIdle.sort();
        first.merge(lateActive);
        last.merge(lateActive);
        idle.merge(lateIdle);
        lateActive.cut(0);
        lateIdle.cut(0);
        joinRuns();
        forgetIdleWithinRuns();
    }

    /** Joins runs without a gap between them. */
    private void joinRuns() {
        int all = first.size();
        int runs = 0;
        for (int i = 0; i < all; i++) {
            if (i + 1 == all) {
                last.set(runs++, last.get(i));
            } else if (last.get(i) + THRESHOLD_MILLIS < first.get(i + 1)) {
                last.set(runs++, last.get(i));
                first.set(runs, first.get(i + 1));
            }
        }
        first.cut(runs);
        last.cut(runs);
    }

    private void forgetIdleWithinRuns() {
        int kept = 0;
        int run = 0;
        for (int i = 0; i < idle.size(); i++) {
            double time = idle.get(i);
            while (run < last.size() && last.get(run) < time) {
                run++;
            }
            boolean within = run < first.size() && first.get(run) <= time;
            boolean repeated = kept > 0 && idle.get(kept - 1) == time;
            if (!within && !repeated) {
                idle.set(kept++, time);
            }
        }
        idle.cut(kept);
    }

    /** A growing array of times in milliseconds. */
    private static final class Times {

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

        /** The last time; there must be one. */
        double last() {
            return times[size - 1];
        }

        void set(int i, double time) {
            times[i] = time;
        }

        /** Adds a time at the end. */
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

        /** Merges other times into these. Both are sorted, and so is the result. */
        void merge(Times others) {
            int mine = size - 1;
            int theirs = others.size - 1;
            size += others.size;
            if (size > times.length) {
                grow(size);
            }
            // From the end, where there is room. The remaining times of this array are in their places already.
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
}
