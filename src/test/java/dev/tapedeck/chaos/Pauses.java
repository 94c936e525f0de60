package dev.tapedeck.chaos;

import dev.tapedeck.testing.Meters;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The longest time in which an instance took no message, by its counter of messages with a verdict, read ten times a
 * second. One consumer feeds all partitions of an instance, so it is the pause of each partition that stays with it.
 */
final class Pauses implements AutoCloseable {

    private static final int EVERY_MILLIS = 100;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private double received = -1;
    private long since = System.nanoTime();
    private volatile long longest;

    Pauses(Meters meters) {
        thread.scheduleWithFixedDelay(() -> look(meters), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    Duration longest() {
        return Duration.ofNanos(longest);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void look(Meters meters) {
        double now = meters.sum("tapedeck_received_total");
        long time = System.nanoTime();
        if (now != received) {
            longest = Math.max(longest, received < 0 ? 0 : time - since);
            received = now;
            since = time;
        }
    }
}
