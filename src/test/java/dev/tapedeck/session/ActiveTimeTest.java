package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ActiveTimeTest {

    record Event(double time, boolean active) {}

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
