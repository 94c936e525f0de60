package dev.tapedeck.screen.session;

import dev.tapedeck.runtime.TokenBucket;
import dev.tapedeck.screen.SessionKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the sessions of a lane that send more bytes than the lane should spend on one. Each session has a token bucket of
 * bytes. The message that does not fit makes its session hot. The session stays hot until the bucket has refilled to the level of cooling;
 * everything it sends meanwhile counts against the bucket. So a session comes back once it has really slowed down, and does not
 * flicker between two topics. Keeps the buckets of the sessions used last. A session whose bucket was pushed out starts with a full one. One thread at a time.
 */
public final class SessionRateLimiter {

    /**
     * When a session is hot.
     *
     * @param burstBytes what a session may send at once, greater than 0
     * @param refillBytesPerSecond what it may send steadily
     * @param cooledLevel how full its bucket must be for it to be cool again, over 0 to 1
     * @param trackedSessions how many sessions a lane keeps a bucket for, at least 1
     */
    public record Limits(long burstBytes, long refillBytesPerSecond, double cooledLevel, int trackedSessions) {}

    private static final class Heat {
        private final TokenBucket bucket;
        private boolean hot;

        Heat(TokenBucket bucket) {
            this.bucket = bucket;
        }
    }

    private final Limits limits;
    private final Map<SessionKey, Heat> sessions;

    public SessionRateLimiter(Limits limits) {
        this.limits = limits;
        this.sessions = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SessionKey, Heat> eldest) {
                return size() > limits.trackedSessions();
            }
        };
    }

    /** Counts a message of this session. Returns whether the session is hot, so that the message belongs on the overflow topic. */
    public boolean isHot(SessionKey session, int bytes, long nowMillis) {
        Heat heat = sessions.get(session);
        if (heat == null) {
            forgetFull(nowMillis);
            heat = new Heat(new TokenBucket(limits.burstBytes(), limits.refillBytesPerSecond(), nowMillis));
            sessions.put(session, heat);
        }
        if (heat.hot && heat.bucket.level(nowMillis) >= limits.cooledLevel()) {
            heat.hot = false;
        }
        if (!heat.hot && heat.bucket.tryTake(bytes, nowMillis)) {
            return false;
        }
        heat.hot = true;
        heat.bucket.drain(bytes, nowMillis);
        return true;
    }

    /** A full bucket says as much as none, so those used longest ago go once they are full. */
    private void forgetFull(long nowMillis) {
        Iterator<Heat> eldest = sessions.values().iterator();
        while (eldest.hasNext() && eldest.next().bucket.level(nowMillis) >= 1) {
            eldest.remove();
        }
    }

    /** How many sessions have a bucket. */
    int tracked() {
        return sessions.size();
    }
}
