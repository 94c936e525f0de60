package dev.tapedeck.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.runtime.MemoryBudget.Account;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private static final long LIMIT = 1_000;
    private static final int AT_A_TIME = 2;

    private final MemoryBudget budget = new MemoryBudget(LIMIT, AT_A_TIME);

    @Test
    void belowTheLimitNobodyWaits() {
        List<Account> lanes = lanes(8);
        lanes.forEach(lane -> lane.report(125));

        assertThat(pausing(lanes)).isEmpty();
        assertThat(lanes.getFirst().shouldSeal(125)).isFalse();
    }

    @Test
    void overTheLimitAllPauseAndBelowItAgainTheFirstGoOn() {
        List<Account> lanes = queued(8);

        assertThat(pausing(lanes)).containsExactly(2, 3, 4, 5, 6, 7);
    }

    @Test
    void whoHasSealedGoesToTheEnd() {
        List<Account> lanes = queued(4);

        lanes.getFirst().sealed();

        assertThat(pausing(lanes)).containsExactly(0, 3);
    }

    @Test
    void whoHoldsLittleIsNotMadeToWait() {
        List<Account> lanes = lanes(8);
        lanes.getLast().report(1);
        lanes.subList(0, 7).forEach(lane -> lane.report(200));
        assertThat(pausing(lanes)).hasSize(8);

        lanes.forEach(lane -> lane.report(1));

        assertThat(pausing(lanes)).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void theQueueDissolvesWhereTurnsAreNotUsed() {
        List<Account> lanes = queued(6);

        budget.relax();
        budget.relax();
        assertThat(pausing(lanes)).containsExactly(4, 5);
        budget.relax();
        assertThat(pausing(lanes)).isEmpty();
    }

    @Test
    void whoTakesNothingForAWhileGivesItsTurnToTheNext() {
        List<Account> lanes = lanes(4);
        press(lanes);
        lanes.forEach(lane -> lane.report(100));

        for (int held = 101; held < 108; held++) {
            lanes.getFirst().report(held);
            budget.relax();
        }

        assertThat(pausing(lanes)).containsExactly(3);
    }

    @Test
    void whoHasNoMoreLeavesItsTurnToTheNextAtOnce() {
        List<Account> lanes = lanes(4);
        press(lanes);
        lanes.forEach(lane -> lane.report(100));
        budget.relax();
        assertThat(lanes).noneMatch(Account::rests);

        lanes.getFirst().report(101);
        budget.relax();

        assertThat(lanes.stream().map(Account::rests)).containsExactly(false, true, false, false);
        lanes.get(1).leaveTurn();
        assertThat(pausing(lanes)).containsExactly(3);
    }

    @Test
    void theQueueStaysWhereTurnsAreUsed() {
        List<Account> lanes = lanes(6);
        press(lanes);

        for (int held = 10; held < 200; held += 10) {
            int now = held;
            lanes.forEach(lane -> lane.report(now / 2));
            budget.relax();
        }

        assertThat(pausing(lanes)).containsExactly(2, 3, 4, 5);
    }

    @Test
    void aLaneThatClosesMakesRoomForTheNext() {
        List<Account> lanes = queued(4);

        lanes.getFirst().close();

        assertThat(pausing(lanes.subList(1, 4))).containsExactly(2);
    }

    @Test
    void whoWaitsSealsWhatIsLessThanATurnIsWorth() {
        List<Account> lanes = lanes(10);
        press(lanes);
        lanes.subList(0, AT_A_TIME).forEach(lane -> lane.report(249));
        lanes.subList(AT_A_TIME, 10).forEach(lane -> lane.report(64));

        assertThat(budget.exceeded()).isTrue();
        assertThat(lanes.getFirst().shouldSeal(249)).isFalse();
        assertThat(lanes.getFirst().shouldSeal(250)).isTrue();
        assertThat(lanes.getLast().shouldSeal(64)).isTrue();
    }

    /** Else all of them would wait for each other: nothing is queued or sealed here, so only sealing frees memory. */
    @Property(tries = 2_000)
    void overTheLimitSomeLaneMaySeal(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 400) Integer> open,
            @ForAll List<@IntRange(max = 39) Integer> turns) {
        MemoryBudget budget = new MemoryBudget(LIMIT, AT_A_TIME);
        List<Account> lanes = lanes(budget, open.size());
        press(lanes);
        turns.stream().filter(i -> i < lanes.size()).forEach(i -> lanes.get(i).sealed());
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).report(open.get(i));
        }
        pausing(lanes);

        boolean somebody =
                IntStream.range(0, lanes.size()).anyMatch(i -> lanes.get(i).shouldSeal(open.get(i)));

        assertThat(somebody).isEqualTo(budget.exceeded());
        assertThat(budget.heldBytes()).isEqualTo(open.stream().mapToInt(i -> i).sum());
    }

    private List<Account> lanes(int count) {
        return lanes(budget, count);
    }

    private static List<Account> lanes(MemoryBudget budget, int count) {
        Account[] lanes = new Account[count];
        Arrays.setAll(lanes, i -> budget.open());
        return new ArrayList<>(List.of(lanes));
    }

    /** Lanes that have pressed on the limit and now hold little. */
    private List<Account> queued(int count) {
        List<Account> lanes = lanes(count);
        press(lanes);
        lanes.forEach(lane -> lane.report(10));
        return lanes;
    }

    /** Lets each lane hold its share and a little more, and notice it. */
    private void press(List<Account> lanes) {
        lanes.forEach(lane -> lane.report(LIMIT / lanes.size() + 1));
        assertThat(pausing(lanes)).hasSize(lanes.size());
    }

    private static List<Integer> pausing(List<Account> lanes) {
        return IntStream.range(0, lanes.size())
                .filter(i -> lanes.get(i).mustPause())
                .boxed()
                .toList();
    }
}
