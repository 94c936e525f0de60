package dev.tapedeck.session.recorder;

import java.util.Arrays;

/**
 * How long somebody was active, from the times of events in any order.
 *
 * <p>The rule is the direct peer's ({@code segmentation.ts}): over all events sorted by time, active ones at most five seconds apart
 * are one segment; inactive events lengthen it while they are at most five seconds after its last active one; each segment counts
 * at least a millisecond, and the sum is floored.
 *
 * <p>Sorting all of them is not needed for that. Segments are the runs of active times with no gap above five seconds, and a run is
 * known by its first and last time however it came about. Of inactive times, those within a run say nothing, now or later; the
 * others are kept, as any of them may turn out to follow a run closely. Events in order are added at the end in constant time.
 * Late ones wait aside until they are a quarter of what is in order, and are then put in their places all at once: so
 * the order in which a browser sends its events decides nothing. Memory is 16 bytes for a run, 8 for an inactive event outside of
 * runs, and room for the late ones.
 */
final class ActiveTime {

    private static final double THRESHOLD_MILLIS = 5_000;

    /** So many late times may wait however few are in order. */
    private static final int FEW = 16;

    /** The first and the last times of the runs, both in order. */
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

    /** Forgets the newest inactive times that the last run, which now goes on until here, has come to hold. */
    private void forgetNewestIdle(double until) {
        double from = first.last();
        int kept = idle.size();
        while (kept > 0 && idle.get(kept - 1) >= from && idle.get(kept - 1) <= until) {
            kept--;
        }
        idle.cut(kept);
    }

    /** Settles once it is worth it: the cost of going through all is borne by the late ones, a few steps each. */
    private void settleMany() {
        if (lateActive.size() + lateIdle.size() >= Math.max(FEW, (first.size() + idle.size()) / 4)) {
            settle();
        }
    }

    /** Puts the late times in their places. */
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

    /** A run ends where the last times so far, which belong to as many first ones, are followed by a gap. */
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

    /** Times in milliseconds, in an array that grows. Indices are not checked beyond what the array does. */
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
}
