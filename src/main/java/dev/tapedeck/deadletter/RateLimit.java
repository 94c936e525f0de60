package dev.tapedeck.deadletter;

import dev.tapedeck.runtime.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds a command back so that it does no more than so many things a second. On the main thread, which may wait. */
final class RateLimit {

    private static final long SLACK_SECONDS = 30;

    private final int perSecond;
    private final InstantSource clock;
    private final Scheduler delays;
    private final Instant begin;
    private long done;

    RateLimit(int perSecond, InstantSource clock, Scheduler delays) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.delays = delays;
        this.begin = clock.instant();
    }

    /** So many more are done: waits until they may have been. */
    void did(int count) {
        done += count;
        Duration early = Duration.between(clock.instant(), begin.plusMillis(done * 1000 / perSecond));
        if (early.isPositive()) {
            await(early);
        }
    }

    private void await(Duration wait) {
        CountDownLatch over = new CountDownLatch(1);
        delays.after(wait, over::countDown);
        try {
            if (!over.await(wait.toSeconds() + SLACK_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the timer of the process stands still");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", e);
        }
    }
}
