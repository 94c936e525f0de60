package dev.tapedeck.lane;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/** A clock and an agenda on one thread: tasks run in the order of their time, at once. */
public final class SimulatedTime implements InstantSource {

    private record Entry(long at, long number, Runnable task) {}

    private final PriorityQueue<Entry> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::number));
    private final Random random;
    private long now = 1_700_000_000_000L;
    private long entries;

    public SimulatedTime(Random random) {
        this.random = random;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    /** Runs the task after this many milliseconds. */
    public void after(long millis, Runnable task) {
        agenda.add(new Entry(now + millis, entries++, task));
    }

    /** Runs the task soon, but not necessarily before others that are due soon. */
    public void soon(Runnable task) {
        after(random.nextInt(3), task);
    }

    /** Runs everything that is due within this time. */
    public void run(Duration time) {
        long end = now + time.toMillis();
        while (!agenda.isEmpty() && agenda.peek().at() <= end) {
            Entry entry = agenda.remove();
            now = Math.max(now, entry.at());
            entry.task().run();
        }
        now = end;
    }
}
