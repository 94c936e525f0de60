package dev.tapedeck.screen.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.SessionKey;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SessionRateLimiterPropertyTest {

    private static final SessionRateLimiter.Limits LIMITS = new SessionRateLimiter.Limits(1000, 100, 0.5, 100);
    private static final SessionKey SESSION = new SessionKey(1, "s");

    @Property
    void admitted_isAtMostTheBurstAndTheRefillOfTheSpan(
            @ForAll @Size(value = 60) List<@IntRange(max = 600) Integer> sizes,
            @ForAll @Size(value = 60) List<@IntRange(max = 4000) Integer> gaps) {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        long now = 0;
        long admitted = 0;
        for (int i = 0; i < sizes.size(); i++) {
            now += gaps.get(i);
            admitted += sessions.isHot(SESSION, sizes.get(i), now) ? 0 : sizes.get(i);
            assertThat(admitted).isLessThanOrEqualTo(1000 + now / 10 + 1);
        }
    }

    @Property
    void hot_staysHotForAsLongAsCoolingTakes(
            @ForAll @IntRange(min = 1, max = 600) int size, @ForAll @IntRange(max = 4999) int later) {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        heat(sessions);
        // Half a bucket of 1000 at 100 a second takes five seconds.
        assertThat(sessions.isHot(SESSION, size, later)).isTrue();
    }

    @Property
    void slowed_isCoolAgain(
            @ForAll @IntRange(max = 500) int size, @ForAll @IntRange(min = 5000, max = 60_000) int later) {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        heat(sessions);
        assertThat(sessions.isHot(SESSION, size, later)).isFalse();
    }

    @Property
    void steadyOverTheRefill_neverComesBack(@ForAll @IntRange(min = 101, max = 400) int bytesPerSecond) {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        heat(sessions);
        for (int second = 1; second <= 600; second++) {
            assertThat(sessions.isHot(SESSION, bytesPerSecond, second * 1000L)).isTrue();
        }
    }

    @Example
    void others_areNotTouched() {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        heat(sessions);
        assertThat(sessions.isHot(new SessionKey(2, "s"), 100, 0)).isFalse();
    }

    @Property(tries = 20)
    void memory_isBounded(@ForAll @IntRange(min = 1, max = 1000) int count) {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        for (int i = 0; i < count; i++) {
            sessions.isHot(new SessionKey(1, "s" + i), 1, 0);
        }
        assertThat(sessions.tracked()).isEqualTo(Math.min(count, 100));
    }

    @Example
    void sessionsWithAFullBucket_areForgotten() {
        SessionRateLimiter sessions = new SessionRateLimiter(LIMITS);
        for (int i = 0; i < 1000; i++) {
            // Ten bytes take a tenth of a second to flow in again.
            sessions.isHot(new SessionKey(1, "s" + i), 10, i * 50L);
        }
        assertThat(sessions.tracked()).isLessThanOrEqualTo(3);
    }

    /** Makes the session hot at time 0, its bucket empty. */
    private static void heat(SessionRateLimiter sessions) {
        assertThat(sessions.isHot(SESSION, 1000, 0)).isFalse();
        assertThat(sessions.isHot(SESSION, 1, 0)).isTrue();
    }
}
