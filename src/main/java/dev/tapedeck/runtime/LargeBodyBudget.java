package dev.tapedeck.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The memory for large bodies: so many of their bytes may be in the process at a time, from when one is inflated until its lines
 * are encoded. What reading and encoding take beside is a multiple of them, which {@link #HEAP_MULTIPLE} allows for. Nobody waits here: who
 * is refused asks again, and whoever was refused first is served first. All methods are safe on any thread.
 */
public final class LargeBodyBudget {

    /** The heap is so many times what large bodies may take: most bodies take five times their size, the worst nearly seven. */
    public static final int HEAP_MULTIPLE = 7;

    /** Bodies that are read at the same time without asking, and what that takes, are an eighth of the heap together. */
    private static final int ORDINARY_SHARE_OF_HEAP = 32;

    private static final long LEAST_ORDINARY_BYTES = 1 << 20;

    /** Who has not asked for so long does not ask any more. Lanes ask several times a second. */
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
     * What suits a process.
     *
     * @param heapBytes the most memory that it may take for objects
     * @param processors how many bodies it reads at a time
     */
    public static LargeBodyBudget of(long heapBytes, int processors, InstantSource clock) {
        long ordinary = Math.max(LEAST_ORDINARY_BYTES, heapBytes / ORDINARY_SHARE_OF_HEAP / processors);
        return new LargeBodyBudget(capacityBytes(heapBytes), ordinary, clock);
    }

    /** How many bytes of large bodies a heap of this size has room for, which is also the most that one may have. */
    public static long capacityBytes(long heapBytes) {
        return heapBytes / HEAP_MULTIPLE;
    }

    /** What a batch will hold of it. */
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

    /** Only one that no limit seals, and only once everything that can be sealed is encoded: it would wait for itself. */
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

        /** What was refused last. Who comes again asks for all of it at once: else two could give way to each other for ever. */
        private long refused;

        private boolean announced;

        private Claim() {}

        /** The batch is one that an earlier owner has announced: no limit seals it. Called before anything else. */
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

        /** The message at hand is recorded: what it took is held until {@link #close}. */
        public void record() {
            recorded += atHand;
            atHand = 0;
        }

        /** The message at hand is dealt with, and takes nothing any more unless it was recorded. */
        public void clear() {
            if (atHand > 0) {
                synchronized (LargeBodyBudget.this) {
                    add(this, -atHand);
                }
                atHand = 0;
            }
        }

        /** Whether memory is held that somebody asks for. */
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
         * Whether the body at hand may take this many bytes in all. Asked before they are allocated, again when they turn out to be
         * more; does not wait. After a refusal the body is given up, to be tried again later.
         */
        boolean has(long bytes);
    }
}
