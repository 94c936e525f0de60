package dev.tapedeck.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of large bodies that may be in the process at a time. A body counts from its decompression until its lines are encoded.
 * Reading and encoding take a multiple of that, which {@link #HEAP_MULTIPLE} allows for. Nobody waits here: a batch that is refused asks
 * again, and the batch that was refused first is served first. All methods are safe on any thread.
 */
public final class LargeBodyBudget {

    /** The heap divided by this is for large bodies. Most bodies take five times their size, the worst nearly seven times. */
    public static final int HEAP_MULTIPLE = 7;

    /** Ordinary bodies need no reservation. Those read at the same time, with all that it takes, are an eighth of the heap. */
    private static final int ORDINARY_SHARE_OF_HEAP = 32;

    private static final long LEAST_ORDINARY_BYTES = 1 << 20;

    /** A batch that has not asked for this long does not ask any more. Lanes ask several times a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final long capacityBytes;
    private final long ordinaryBytes;
    private final InstantSource clock;
    private long held;
    private long heldByAnnounced;
    private @Nullable Claim first;
    private Instant firstAsked = Instant.EPOCH;
    private @Nullable Claim exempt;

    /**
     * @param capacityBytes how many bytes of large bodies there may be at a time
     * @param ordinaryBytes a body of at most this many bytes is not large
     */
    public LargeBodyBudget(long capacityBytes, long ordinaryBytes, InstantSource clock) {
        this.capacityBytes = capacityBytes;
        this.ordinaryBytes = ordinaryBytes;
        this.clock = clock;
    }

    /**
     * Returns the budget of a process.
     *
     * @param heapBytes the most memory that it may take for objects
     * @param processors how many bodies it reads at a time
     */
    public static LargeBodyBudget of(long heapBytes, int processors, InstantSource clock) {
        long ordinary = Math.max(LEAST_ORDINARY_BYTES, heapBytes / ORDINARY_SHARE_OF_HEAP / processors);
        return new LargeBodyBudget(capacityBytes(heapBytes), ordinary, clock);
    }

    /** Returns how many bytes of large bodies fit into a heap of this size, which is also the limit of a single body. */
    public static long capacityBytes(long heapBytes) {
        return heapBytes / HEAP_MULTIPLE;
    }

    /** Opens the claim of a new batch. */
    public Claim open() {
        return new Claim();
    }

    synchronized long heldBytes() {
        return held;
    }

    private boolean isFirst(Claim claim) {
        Instant now = clock.instant();
        if (first == null || first == claim || ClockSkew.isOver(PATIENCE, firstAsked, now)) {
            first = claim;
            firstAsked = now;
        }
        return first == claim;
    }

    /**
     * Only a batch that is being replayed may exceed the limit, and only when no other batch holds memory. Otherwise it would deadlock, as
     * it cannot be sealed early.
     */
    private boolean mayExceed(Claim claim) {
        return claim.announced && held == heldByAnnounced && (exempt == null || exempt == claim);
    }

    private void add(Claim claim, long bytes) {
        held += bytes;
        if (claim.announced) {
            heldByAnnounced += bytes;
        }
    }

    /** What one batch holds: for the message at hand, and for those that it has recorded. */
    public final class Claim implements Reservation {

        private long atHand;
        private long recorded;

        /** What was refused last. The next request is for all of it at once. Otherwise two batches could block each other for ever. */
        private long refused;

        private boolean announced;

        private Claim() {}

        /** An earlier owner has announced the batch, so no limit seals it. Called before anything else. */
        public void follow() {
            announced = true;
        }

        @Override
        public boolean has(long bytes) {
            long most = Math.max(bytes, refused);
            return most <= ordinaryBytes || raise(Math.min(most, capacityBytes));
        }

        private boolean raise(long bytes) {
            synchronized (LargeBodyBudget.this) {
                long more = bytes - atHand;
                if (more <= 0) {
                    return true;
                }
                boolean fits = held + more <= capacityBytes;
                if (!isFirst(this) || !fits && !mayExceed(this)) {
                    refused = bytes;
                    return false;
                }
                refused = 0;
                exempt = fits ? exempt : this;
                first = null;
                atHand = bytes;
                add(this, more);
                return true;
            }
        }

        /** The message at hand is recorded. Its memory is held until {@link #close}. */
        public void record() {
            recorded += atHand;
            atHand = 0;
        }

        /** The message at hand is done. Its memory is free unless the message was recorded. */
        public void clear() {
            if (atHand > 0) {
                synchronized (LargeBodyBudget.this) {
                    add(this, -atHand);
                }
                atHand = 0;
            }
        }

        /** Whether this batch holds memory that another one asks for. */
        public boolean isWanted() {
            if (recorded == 0) {
                return false;
            }
            synchronized (LargeBodyBudget.this) {
                return first != null;
            }
        }

        /** Asks for nothing more. */
        public void seal() {
            synchronized (LargeBodyBudget.this) {
                first = first == this ? null : first;
            }
        }

        /** Gives everything back. Idempotent. */
        public void close() {
            seal();
            synchronized (LargeBodyBudget.this) {
                exempt = exempt == this ? null : exempt;
                add(this, -atHand - recorded);
                atHand = 0;
                recorded = 0;
            }
        }
    }

    /** Whether there is memory for a body. */
    public interface Reservation {

        /**
         * Whether the body at hand may take this many bytes in all. Asked before they are allocated, and again when there are more. Does not
         * wait. After a refusal the body is given up, to be tried again later.
         */
        boolean has(long bytes);
    }
}
