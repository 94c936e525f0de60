package dev.tapedeck.runtime;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all lanes may hold together. Lanes report what they hold. Over the limit every lane pauses its partition, and
 * lanes that hold more than their share seal early, which frees memory. Under pressure only a few lanes may grow at a time (see
 * {@code FairQueue}). All methods are safe on any thread.
 */
public final class MemoryBudget {

    /** How many calls of {@link #relax} a lane with a turn may let pass: polling takes its time. */
    private static final int PATIENCE = 5;

    private final long limitBytes;
    private final int turnsAtATime;
    private final FairQueue turns = new FairQueue();
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger accounts = new AtomicInteger();
    private long heldBefore;

    /** A lane that must reach a given offset cannot seal early, so one at a time may go on over the limit. */
    private final AtomicReference<@Nullable Account> exempt = new AtomicReference<>();

    /** @param turnsAtATime how many lanes fill at the same time while the limit is pressed on; at least 1 */
    public MemoryBudget(long limitBytes, int turnsAtATime) {
        this.limitBytes = limitBytes;
        this.turnsAtATime = turnsAtATime;
    }

    public Account open() {
        accounts.incrementAndGet();
        return new Account();
    }

    public long heldBytes() {
        return held.get();
    }

    public long limitBytes() {
        return limitBytes;
    }

    public boolean exceeded() {
        return held.get() > limitBytes;
    }

    /**
     * Frees the lanes that do not use their turn. Such a lane has taken nothing for {@link #PATIENCE} calls, or all lanes together hold
     * little and that did not grow since the last call. To be called several times a second, by one thread at a time.
     */
    public void relax() {
        long now = held.get();
        long before = heldBefore;
        heldBefore = now;
        if (now <= limitBytes) {
            boolean little = now <= before && before < limitBytes / 4;
            turns.dismiss(account -> account.isQuiet() || little);
        }
    }

    /** What one lane holds. */
    public final class Account {

        private final AtomicLong mine = new AtomicLong();
        private final AtomicInteger quiet = new AtomicInteger();
        private long heldBefore;

        /** Says how many bytes the lane holds now. */
        public void report(long bytes) {
            held.addAndGet(bytes - mine.getAndSet(bytes));
        }

        /** Counts this many more bytes, or fewer, beside what the lane reports. */
        void arrives(long bytes) {
            held.addAndGet(bytes);
        }

        /** Whether all lanes together hold more than they may. */
        public boolean isExceeded() {
            return exceeded();
        }

        /** Whether this lane has to pause: the budget is used up, or it is the turn of others. */
        boolean mustPause() {
            boolean exceeded = exceeded();
            if (exceeded && mine.get() >= halfShareBytes()) {
                turns.join(this);
            }
            return (exceeded || turns.waits(this)) && exempt.get() != this;
        }

        /**
         * Whether sealing an open batch of this size now helps: the budget is used up and this is its share or more. With
         * less than that in every lane the rest is queued or sealed, and moves on by itself. Smaller batches would cost
         * more than they free: what an object costs does not depend on its size.
         */
        public boolean shouldSeal(long openBytes) {
            return exceeded() && openBytes >= shareBytes();
        }

        /** Half of the limit is for those that have a turn, if there are many lanes, and half for all others. */
        private long shareBytes() {
            if (turns.waits(this)) {
                return halfShareBytes();
            }
            return limitBytes / (turns.has(this) ? Math.min(lanes(), 2 * turnsAtATime) : lanes());
        }

        private long halfShareBytes() {
            return limitBytes / lanes() / 2;
        }

        private int lanes() {
            return Math.max(1, accounts.get());
        }

        /** The lane has sealed its batch, which ends its turn. */
        public void sealed() {
            quiet.set(0);
            turns.pass(this);
        }

        /** Whether the lane has its turn and has taken nothing between the latest two calls of {@link #relax}. */
        boolean rests() {
            return quiet.get() > 0 && turns.has(this);
        }

        /** The lane has no use for a turn: it is free. */
        void leaveTurn() {
            turns.leave(this);
        }

        /** Whether the lane, which has its turn, has taken nothing for a while. By the caller of {@link #relax}. */
        private boolean isQuiet() {
            long now = mine.get();
            boolean grown = now > heldBefore;
            heldBefore = now;
            return quiet.updateAndGet(calls -> grown ? 0 : calls + 1) > PATIENCE;
        }

        /** Asks to go on over the limit; granted to one lane at a time, until {@link #release} or {@link #close}. */
        boolean claimExemption() {
            return exempt.get() == this || exempt.compareAndSet(null, this);
        }

        /** Gives the exemption back. */
        public void release() {
            exempt.compareAndSet(this, null);
        }

        /** The lane is gone and holds nothing. */
        public void close() {
            report(0);
            release();
            turns.leave(this);
            accounts.decrementAndGet();
        }
    }

    /**
     * The lanes that press on the limit, in turn. What a batch costs on its way out does not depend on its size, so many lanes with
     * small batches cost more than few lanes with large ones. Only the first lanes of the queue take messages. A lane that has sealed
     * its batch goes to the end. Lanes outside the queue are free.
     */
    private final class FairQueue {

        private final Set<Account> queue = new LinkedHashSet<>();

        /** Adds the lane at the end, unless it is in the queue. */
        synchronized void join(Account lane) {
            queue.add(lane);
        }

        /** Whether it is the lane's turn. */
        synchronized boolean has(Account lane) {
            return queue.stream().limit(turnsAtATime).anyMatch(lane::equals);
        }

        /** Whether the lane is in the queue behind those whose turn it is. */
        synchronized boolean waits(Account lane) {
            return queue.contains(lane) && !has(lane);
        }

        /** Ends the lane's turn and moves it to the end, if it is in the queue. */
        synchronized void pass(Account lane) {
            if (queue.remove(lane)) {
                queue.add(lane);
            }
        }

        synchronized void leave(Account lane) {
            queue.remove(lane);
        }

        /** Ends the turn of every active lane that matches, which starts the turn of the next lanes in the queue. */
        synchronized void dismiss(Predicate<Account> unused) {
            Iterator<Account> lanes = queue.iterator();
            for (int i = 0; i < turnsAtATime && lanes.hasNext(); i++) {
                if (unused.test(lanes.next())) {
                    lanes.remove();
                }
            }
        }
    }
}
