package dev.tapedeck.intake;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all lanes may hold together. Lanes report what they hold; over the limit each pauses its partition, and
 * lanes that hold more than their share seal early, which is what frees memory. All methods are safe on any thread.
 */
final class ByteBudget {

    private final long limitBytes;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger accounts = new AtomicInteger();

    /** A lane that must reach a given offset cannot seal early, so one at a time may go on over the limit. */
    private final AtomicReference<@Nullable Account> exempt = new AtomicReference<>();

    ByteBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    Account open() {
        accounts.incrementAndGet();
        return new Account();
    }

    long heldBytes() {
        return held.get();
    }

    long limitBytes() {
        return limitBytes;
    }

    boolean exceeded() {
        return held.get() > limitBytes;
    }

    /** What one lane holds. */
    final class Account {

        private final AtomicLong mine = new AtomicLong();

        /** Says how many bytes the lane holds now. */
        void report(long bytes) {
            held.addAndGet(bytes - mine.getAndSet(bytes));
        }

        /** Counts this many more bytes, or fewer, beside what the lane reports. */
        void arrives(long bytes) {
            held.addAndGet(bytes);
        }

        /** Whether this lane has to pause: the budget is used up. */
        boolean mustPause() {
            return exceeded() && exempt.get() != this;
        }

        /**
         * Whether sealing an open batch of this size now helps: the budget is used up and this is its share or more. With
         * less than that in every lane the rest is queued or sealed, and moves on by itself. Smaller batches would cost
         * more than they free: what an object costs does not depend on its size.
         */
        boolean shouldSeal(long openBytes) {
            return exceeded() && openBytes >= limitBytes / Math.max(1, accounts.get());
        }

        /** Asks to go on over the limit; granted to one lane at a time, until {@link #release} or {@link #close}. */
        boolean claimExemption() {
            return exempt.get() == this || exempt.compareAndSet(null, this);
        }

        /** Gives the exemption back. */
        void release() {
            exempt.compareAndSet(this, null);
        }

        /** The lane is gone and holds nothing. */
        void close() {
            report(0);
            release();
            accounts.decrementAndGet();
        }
    }
}
