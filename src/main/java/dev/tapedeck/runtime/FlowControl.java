package dev.tapedeck.runtime;

import dev.tapedeck.lane.contract.LanePartition;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The messages that are on their way to a lane: polled, and waiting for its mailbox. Messages count from the moment they are polled, and
 * the partition is paused at once when there are too many. Otherwise polls would go on although no thread is free for the lane. Any
 * thread.
 */
public final class FlowControl {

    private final LanePartition link;
    private final MemoryBudget.Account account;
    private final long limitBytes;
    private final AtomicLong bytes = new AtomicLong();
    private boolean held;

    /** @param limitBytes what may wait before the partition is paused */
    public FlowControl(LanePartition link, MemoryBudget.Account account, long limitBytes) {
        this.link = link;
        this.account = account;
        this.limitBytes = limitBytes;
    }

    /** Messages of this size have been polled. */
    public void arrives(long size) {
        account.arrives(size);
        if (bytes.addAndGet(size) > limitBytes) {
            hold(true);
        }
        holdOverBudget();
    }

    /** Messages of this size have reached the lane, which counts them itself from now on. */
    public void taken(long size) {
        bytes.addAndGet(-size);
        account.arrives(-size);
    }

    /**
     * Pauses the partition or lets it flow again, by the present state of the lane.
     *
     * @param queuedBytes what waits in the lane's queue
     * @param stuck whether the lane waits for a server, so that more messages would only wait as well
     * @param suspended whether the lane is to take nothing
     * @param rebuilding whether the lane builds an announced batch again; it cannot seal that early, so one lane at a time may exceed the
     *     budget until it is complete
     */
    public void regulate(long queuedBytes, boolean stuck, boolean suspended, boolean rebuilding) {
        long limit = held() ? limitBytes / 2 : limitBytes;
        long waiting = queuedBytes + bytes.get();
        boolean crowded = waiting > limit || waiting > 0 && stuck;
        boolean overBudget = account.mustPause() && !(rebuilding && account.claimExemption());
        hold(suspended || crowded || overBudget);
    }

    /**
     * Gives the lane's turn to another lane when the partition is read to its end. Waiting for the idle time-out would delay the others.
     * To be called several times a second.
     */
    public void yieldTurn() {
        if (account.rests()) {
            // If this fails, the lane keeps its turn until the time-out.
            link.atEnd().subscribe().with(this::leaveTurnAt, failure -> {});
        }
    }

    private void leaveTurnAt(boolean end) {
        if (end) {
            account.leaveTurn();
        }
    }

    /** Pauses the partition if the budget is used up. */
    public void holdOverBudget() {
        if (account.mustPause()) {
            hold(true);
        }
    }

    /** Pauses the partition, or lets it flow again. */
    private synchronized void hold(boolean paused) {
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
    public synchronized boolean held() {
        return held;
    }
}
