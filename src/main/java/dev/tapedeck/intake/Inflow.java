package dev.tapedeck.intake;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The messages that are on their way to a lane: polled, and waiting for a turn of its mailbox. They count from the moment
 * they are polled, and the partition is paused at once when there are too many, because polls come whether or not a thread
 * is free for the lane. Any thread.
 */
final class Inflow {

    private final LaneLink link;
    private final ByteBudget.Account account;
    private final long limitBytes;
    private final AtomicLong bytes = new AtomicLong();
    private boolean held;

    /** @param limitBytes what may wait before the partition is paused */
    Inflow(LaneLink link, ByteBudget.Account account, long limitBytes) {
        this.link = link;
        this.account = account;
        this.limitBytes = limitBytes;
    }

    /** Messages of this size have been polled. */
    void arrives(long size) {
        account.arrives(size);
        if (bytes.addAndGet(size) > limitBytes) {
            hold(true);
        }
        holdOverBudget();
    }

    /** Messages of this size have reached the lane, which counts them from now on. */
    void taken(long size) {
        bytes.addAndGet(-size);
        account.arrives(-size);
    }

    /** What is on its way now. */
    long bytes() {
        return bytes.get();
    }

    /** Pauses the partition if the budget is used up. */
    void holdOverBudget() {
        if (account.mustPause()) {
            hold(true);
        }
    }

    /** Pauses the partition, or lets it flow again. */
    synchronized void hold(boolean paused) {
        if (paused != held) {
            held = paused;
            if (paused) {
                link.pause();
            } else {
                link.resume();
            }
        }
    }

    /** Whether the partition is paused. */
    synchronized boolean held() {
        return held;
    }
}
