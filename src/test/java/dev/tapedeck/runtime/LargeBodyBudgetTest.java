package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LargeBodyBudgetTest {

    private static final long CAPACITY = 100;
    private static final long ORDINARY = 10;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final LargeBodyBudget bodies = new LargeBodyBudget(CAPACITY, ORDINARY, now::get);
    private final LargeBodyBudget.Claim one = bodies.open();
    private final LargeBodyBudget.Claim other = bodies.open();

    @Test
    void ordinaryBodies_askNobody() {
        recorded(one, CAPACITY);

        assertThat(other.has(ORDINARY)).isTrue();
        assertThat(bodies.heldBytes()).isEqualTo(CAPACITY);
    }

    @Test
    void asManyAsFit_andTheNextOnceOneIsClosed() {
        recorded(one, 60);

        assertThat(other.has(40)).isTrue();
        assertThat(other.has(41)).isFalse();
        one.close();
        assertThat(other.has(41)).isTrue();
        assertThat(bodies.heldBytes()).isEqualTo(41);
    }

    @Test
    void whatIsNotRecorded_isGivenBackWithTheMessage() {
        assertThat(one.has(60)).isTrue();
        one.clear();
        assertThat(bodies.heldBytes()).isZero();

        recorded(one, 60);
        one.clear();
        assertThat(bodies.heldBytes()).isEqualTo(60);
        one.close();
        one.close();
        assertThat(bodies.heldBytes()).isZero();
    }

    @Test
    void aBodyThatTurnsOutToBeMore_takesTheDifference() {
        assertThat(one.has(20)).isTrue();
        assertThat(one.has(80)).isTrue();
        assertThat(one.has(30)).isTrue();
        assertThat(bodies.heldBytes()).isEqualTo(80);
    }

    @Test
    void aBodyThatTakesMoreThanThereIs_isTakenAlone() {
        recorded(one, 20);
        assertThat(other.has(3 * CAPACITY)).isFalse();
        one.close();
        assertThat(other.has(3 * CAPACITY)).isTrue();
    }

    @Test
    void whoIsRefusedFirst_isServedFirst_unlessItDoesNotAskAnyMore() {
        recorded(one, 60);
        assertThat(other.has(80)).isFalse();
        LargeBodyBudget.Claim small = bodies.open();
        assertThat(small.has(20)).isFalse();

        now.set(now.get().plus(Duration.ofSeconds(6)));
        assertThat(small.has(20)).isTrue();
    }

    @Test
    void withAClockThatIsSetBack_nobodyHoldsThePlaceForAsLong() {
        recorded(one, 60);
        assertThat(other.has(80)).isFalse();

        now.set(now.get().minus(Duration.ofHours(1)));
        assertThat(bodies.open().has(20)).isTrue();
    }

    @Test
    void whoIsSealed_leavesTheLine() {
        recorded(one, 60);
        assertThat(other.has(80)).isFalse();
        other.seal();

        assertThat(bodies.open().has(20)).isTrue();
    }

    @Test
    void aBatchWhoseMemoryIsAskedFor_isWanted() {
        recorded(one, 60);
        assertThat(one.isWanted()).isFalse();
        assertThat(other.has(80)).isFalse();

        assertThat(one.isWanted()).isTrue();
        assertThat(other.isWanted()).isFalse();
    }

    @Test
    void aBatchThatAsksForMoreThanThereIsBesideItsOwn_isWanted() {
        recorded(one, 60);
        assertThat(one.has(60)).isFalse();
        assertThat(one.isWanted()).isTrue();
    }

    @Test
    void announcedBatches_goOnOneAtATime_onceAllOthersAreEncoded() {
        one.follow();
        other.follow();
        LargeBodyBudget.Claim sealable = bodies.open();
        recorded(one, 40);
        recorded(other, 40);
        recorded(sealable, 20);

        assertThat(one.has(40)).isFalse();
        sealable.close();
        assertThat(one.has(40)).isTrue();
        one.record();
        assertThat(other.has(40)).isFalse();
        one.close();
        assertThat(other.has(40)).isTrue();
    }

    @Test
    void bodiesThatTurnOutToBeMore_areAllServed_whenTheyAskInTurns() {
        List<Reading> readings =
                Stream.generate(() -> new Reading(bodies.open())).limit(3).toList();

        for (int round = 0; round < 20; round++) {
            readings.stream().filter(reading -> !reading.done).forEach(Reading::step);
        }

        assertThat(readings).allMatch(reading -> reading.done);
    }

    /** A message that asks for what its body has, then for what its lines take, and begins again when it is refused. */
    private static final class Reading {

        private final LargeBodyBudget.Claim claim;
        private boolean inflated;
        private boolean done;

        Reading(LargeBodyBudget.Claim claim) {
            this.claim = claim;
        }

        void step() {
            boolean has = claim.has(inflated ? 90 : 40);
            done = has && inflated;
            inflated = has;
            if (done) {
                claim.close();
            } else if (!has) {
                claim.clear();
            }
        }
    }

    private static void recorded(LargeBodyBudget.Claim claim, long bytes) {
        assertThat(claim.has(bytes)).isTrue();
        claim.record();
        claim.clear();
    }
}
