package dev.tapedeck.session.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActiveTimeTest {

    /** As many as a body can hold. */
    private static final int MANY = 1 << 20;

    record Event(double time, boolean active) {}

    /** Orders in which each event belongs before or between many others. */
    enum Order {
        IDLE_DESCENDING(i -> idle(MANY - i)),
        RUNS_DESCENDING(i -> active(5_001.0 * (MANY - i))),
        ONE_RUN_DESCENDING(i -> active(MANY - i)),
        BOTH_DESCENDING(i -> new Event(2_000.0 * (MANY - i), i % 4 == 0)),
        RUNS_AMONG_LATER_IDLE(i -> i < MANY / 2 ? idle(6e9 + i) : active(5_001.0 * i)),
        ONE_RUN_BEFORE_LATER_IDLE(i -> i < MANY / 2 ? idle(1e7 + i) : active(i)),
        IDLE_WITHIN_EARLIER_RUNS(i -> i < MANY / 2 ? active(2_501.0 * (i - i % 2)) : idle(2_501.0 * (MANY - i))),
        RUNS_FROM_BOTH_ENDS(i -> active(5_001.0 * (i % 2 == 0 ? i + 1 : 2 * MANY - i))),
        RUNS_THEN_WHAT_JOINS_THEM(i -> active(i < MANY / 2 ? 10_000.0 * i : 10_000.0 * (MANY - i) + 5_000)),
        SCATTERED(i -> new Event(1 + i * 7_919L % MANY * 3_000.0, i % 3 == 0));

        private final IntFunction<Event> event;

        Order(IntFunction<Event> event) {
            this.event = event;
        }
    }

    @Test
    void nothingIsNoTime() {
        assertThat(millis(List.of())).isZero();
    }

    @Test
    void inactiveEventsAreNoTime() {
        assertThat(millis(List.of(idle(1_000), idle(2_000)))).isZero();
    }

    @Test
    void aLoneActiveEventIsAMillisecond() {
        assertThat(millis(List.of(active(1_000)))).isEqualTo(1);
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        assertThat(millis(List.of(active(1_000), active(2_000), active(3_000)))).isEqualTo(2_000);
        assertThat(millis(List.of(active(3_000), active(1_000), active(2_000)))).isEqualTo(2_000);
    }

    @Test
    void aGapAboveFiveSecondsBelongsToNeitherSegment() {
        assertThat(millis(List.of(active(1_000), idle(2_100), active(6_001), active(7_001))))
                .isEqualTo(2_100);
    }

    @Test
    void aGapOfExactlyFiveSecondsContinues() {
        assertThat(millis(List.of(active(1_000), active(6_000)))).isEqualTo(5_000);
    }

    @Test
    void inactiveEventsBeforeAreNotCounted() {
        assertThat(millis(List.of(idle(500), active(1_000), idle(1_500), active(2_000), idle(2_500), active(3_000))))
                .isEqualTo(2_000);
    }

    @Test
    void inactiveEventsLengthenASegmentByFiveSecondsAtMost() {
        assertThat(millis(List.of(
                        active(1_000), idle(2_000), idle(3_000), idle(4_000), idle(5_000), idle(6_000), idle(6_001))))
                .isEqualTo(5_000);
    }

    @Test
    void fractionsAreFlooredAtTheEnd() {
        assertThat(millis(List.of(active(1.25), active(2.75), active(10_000), active(10_001.5))))
                .isEqualTo(3);
    }

    @Property(tries = 5_000)
    void equalsTheSortedWalk(@ForAll("events") List<Event> events) {
        assertThat(millis(events)).isEqualTo(sortedWalk(events));
    }

    @Property(tries = 500)
    void equalsTheSortedWalkOfMany(@ForAll("manyEvents") List<Event> events) {
        assertThat(millis(events)).isEqualTo(sortedWalk(events));
    }

    @Property(tries = 500)
    void mayBeAskedInBetween(@ForAll("manyEvents") List<Event> events) {
        ActiveTime time = new ActiveTime();
        for (int i = 0; i < events.size(); i++) {
            time.add(events.get(i).time(), events.get(i).active());
            if (i % 7 == 0) {
                assertThat(time.millis()).isEqualTo(sortedWalk(events.subList(0, i + 1)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noOrderOfArrivalTakesLong(Order order) {
        List<Event> events = IntStream.range(0, MANY).mapToObj(order.event).toList();

        long millis = assertTimeoutPreemptively(Duration.ofSeconds(4), () -> millis(events));

        assertThat(millis).isEqualTo(sortedWalk(events));
    }

    @ParameterizedTest
    @EnumSource
    void memoryIsInProportionToTheEvents(Order order) {
        ActiveTime time = new ActiveTime();
        for (int i = 0; i < MANY; i++) {
            Event event = order.event.apply(i);
            time.add(event.time(), event.active());
        }
        time.millis();

        assertThat(time.heldBytes()).isLessThan(48L * MANY);
    }

    @Test
    void eventsInOrderOfOneRunTakeNoMemory() {
        ActiveTime time = new ActiveTime();
        for (int i = 0; i < 100_000; i++) {
            time.add(1_000 + i, i % 4 != 0);
        }

        assertThat(time.heldBytes()).isLessThan(100);
    }

    @Provide
    Arbitrary<List<Event>> manyEvents() {
        Arbitrary<Double> close = Arbitraries.integers().between(1, 400_000).map(i -> i * 0.5);
        Arbitrary<Double> round = Arbitraries.integers().between(1, 400).map(i -> i * 2_500.0);
        return Combinators.combine(Arbitraries.oneOf(close, round), Arbitraries.of(true, false, false))
                .as(Event::new)
                .list()
                .ofMaxSize(400);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Double> close = Arbitraries.integers().between(1, 60_000).map(i -> i * 0.5);
        Arbitrary<Double> round = Arbitraries.integers().between(1, 24).map(i -> i * 2_500.0);
        return Combinators.combine(Arbitraries.oneOf(close, round), Arbitraries.of(true, false))
                .as(Event::new)
                .list()
                .ofMaxSize(40);
    }

    private static Event active(double time) {
        return new Event(time, true);
    }

    private static Event idle(double time) {
        return new Event(time, false);
    }

    private static long millis(List<Event> events) {
        ActiveTime time = new ActiveTime();
        events.forEach(event -> time.add(event.time(), event.active()));
        return time.millis();
    }

    /** The peer's algorithm, as it is described: one walk over the sorted events. */
    private static long sortedWalk(List<Event> events) {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingDouble(Event::time));
        double sum = 0;
        boolean open = false;
        boolean segmentActive = false;
        double start = 0;
        double end = 0;
        double lastActive = 0;
        for (Event event : sorted) {
            boolean fresh =
                    !open || (event.active() && !segmentActive) || (segmentActive && lastActive + 5_000 < event.time());
            if (event.active()) {
                lastActive = event.time();
            }
            if (fresh) {
                sum += open && segmentActive ? Math.max(1, end - start) : 0;
                open = true;
                segmentActive = event.active();
                start = event.time();
            }
            end = event.time();
        }
        sum += open && segmentActive ? Math.max(1, end - start) : 0;
        return (long) Math.floor(sum);
    }
}
