package dev.tapedeck.runtime;

/**
 * A token bucket: full at first, refilled steadily up to its capacity. What is taken over any span of time is at most the
 * capacity and the refill of that span. The clock is passed in and may stand still. What is a little earlier than the call
 * before counts as standing still; by more than a second the clock was set back, and goes on from there. One thread at a time.
 */
public final class TokenBucket {

    private static final double MILLIS_PER_SECOND = 1000;

    /** Callers that take turns may have read the clock in another order. */
    private static final long SET_BACK_MILLIS = 1000;

    private final double capacity;
    private final double refillPerSecond;
    private double tokens;
    private long refilledAtMillis;

    /**
     * A full bucket.
     *
     * @param capacity the most it holds, greater than 0
     * @param refillPerSecond what flows in, 0 or more
     * @param nowMillis the time, epoch milliseconds
     */
    public TokenBucket(double capacity, double refillPerSecond, long nowMillis) {
        this.capacity = capacity;
        this.refillPerSecond = refillPerSecond;
        this.tokens = capacity;
        this.refilledAtMillis = nowMillis;
    }

    /** Takes this much if it is there; otherwise takes nothing and returns false. */
    public boolean tryTake(double amount, long nowMillis) {
        refill(nowMillis);
        if (amount > tokens) {
            return false;
        }
        tokens -= amount;
        return true;
    }

    /** Takes this much or, when there is less, all there is. */
    public void drain(double amount, long nowMillis) {
        refill(nowMillis);
        tokens = Math.max(0, tokens - amount);
    }

    /** How long until so much is there, if nobody else takes any; 0 when it is there now. At most the capacity is ever there. */
    public long millisUntil(double amount, long nowMillis) {
        refill(nowMillis);
        return (long) Math.ceil(Math.max(0, amount - tokens) * MILLIS_PER_SECOND / refillPerSecond);
    }

    /** How full it is, 0 to 1. */
    public double level(long nowMillis) {
        refill(nowMillis);
        return tokens / capacity;
    }

    private void refill(long nowMillis) {
        long elapsed = nowMillis - refilledAtMillis;
        if (elapsed > 0) {
            tokens = Math.min(capacity, tokens + elapsed * refillPerSecond / MILLIS_PER_SECOND);
            refilledAtMillis = nowMillis;
        } else if (elapsed < -SET_BACK_MILLIS) {
            refilledAtMillis = nowMillis;
        }
    }
}
