package dev.tapedeck.screen.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tapedeck.runtime.TokenBucket;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TokenBucketPropertyTest {

    private static final double ROUNDING = 1e-6;

    @Property
    void taken_isAtMostTheCapacityAndTheRefillOfTheSpan(
            @ForAll @DoubleRange(min = 1, max = 1000) double capacity,
            @ForAll @DoubleRange(max = 500) double refill,
            @ForAll @Size(max = 50) List<@DoubleRange(max = 1500) Double> amounts,
            @ForAll @Size(value = 50) List<@IntRange(min = -50, max = 5000) Integer> gaps) {
        TokenBucket bucket = new TokenBucket(capacity, refill, 0);
        long now = 0;
        long latest = 0;
        double taken = 0;
        for (int i = 0; i < amounts.size(); i++) {
            now += gaps.get(i);
            latest = Math.max(latest, now);
            taken += bucket.tryTake(amounts.get(i), now) ? amounts.get(i) : 0;
            assertThat(taken).isLessThanOrEqualTo(capacity + refill * latest / 1000 + ROUNDING);
            assertThat(bucket.level(now)).isBetween(0.0, 1.0);
        }
    }

    @Property
    void clockSetBack_refillsFromThereOn(@ForAll @IntRange(min = 1_001, max = 1_000_000_000) int back) {
        TokenBucket bucket = new TokenBucket(100, 10, 0);
        bucket.drain(100, 0);
        assertThat(bucket.level(-back)).isZero();
        assertThat(bucket.level(-back + 5_000)).isCloseTo(0.5, within(ROUNDING));
    }

    @Property
    void refused_takesNothing(@ForAll @DoubleRange(min = 1, max = 1000) double capacity) {
        TokenBucket bucket = new TokenBucket(capacity, 0, 0);
        assertThat(bucket.tryTake(capacity * 1.01, 0)).isFalse();
        assertThat(bucket.tryTake(capacity, 0)).isTrue();
        assertThat(bucket.tryTake(ROUNDING, 0)).isFalse();
    }

    @Property
    void emptied_isFullAgainAfterCapacityOverRefill(
            @ForAll @DoubleRange(min = 1, max = 1000) double capacity,
            @ForAll @DoubleRange(min = 1, max = 500) double refill) {
        TokenBucket bucket = new TokenBucket(capacity, refill, 0);
        bucket.drain(2 * capacity, 0);
        assertThat(bucket.level(0)).isZero();
        assertThat(bucket.level((long) Math.ceil(capacity / refill * 1000))).isCloseTo(1.0, within(ROUNDING));
    }
}
