package dev.tapedeck.summary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.summary.kafka.PeerRows.ConsoleTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsoleTimesTest {

    private static final int MANY = 200_000;

    /** Times of lines that get in each other's way. */
    enum Order {
        ALL_AT_ONE_TIME(i -> 1_000),
        IN_ORDER_AND_AGAIN(i -> i % (MANY / 2)),
        DESCENDING_AND_AGAIN(i -> MANY - i % (MANY / 2)),
        AT_TWO_TIMES(i -> i % 2 * (MANY / 4)),
        RUNS_THAT_MEET(i -> i % 100 * (MANY / 100));

        private final IntToLongFunction micros;

        Order(IntToLongFunction micros) {
            this.micros = micros;
        }
    }

    @Test
    void movesALineToTheNextTimeThatNoEarlierOneHas() {
        assertThat(apart(List.of(5L, 5L, 6L, 4L, 4L, 9L, 5L, 9L))).containsExactly(5L, 6L, 7L, 4L, 8L, 9L, 10L, 11L);
    }

    @Property
    void equalsTheWalk(@ForAll("times") List<Long> times) {
        assertThat(apart(times)).isEqualTo(walk(times));
    }

    @ParameterizedTest
    @EnumSource
    void noOrderOfManyLinesTakesLong(Order order) {
        List<Long> times = IntStream.range(0, MANY)
                .mapToLong(order.micros::applyAsLong)
                .boxed()
                .toList();

        List<Long> apart = assertTimeoutPreemptively(Duration.ofSeconds(4), () -> apart(times));

        assertThat(Set.copyOf(apart)).hasSize(MANY);
    }

    @Test
    void manyLinesOfOneTimeFollowOneAnother() {
        assertThat(apart(IntStream.range(0, 1_000).mapToObj(i -> 7L).toList()))
                .isEqualTo(LongStream.range(7, 1_007).boxed().toList());
    }

    @Provide
    Arbitrary<List<Long>> times() {
        Arbitrary<Long> close = Arbitraries.longs().between(0, 60);
        Arbitrary<Long> anywhere = Arbitraries.longs();
        Arbitrary<Long> last = Arbitraries.longs().between(Long.MAX_VALUE - 3, Long.MAX_VALUE);
        Arbitrary<Long> first = Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 3);
        return Arbitraries.oneOf(close, close, anywhere, last, first).list().ofMaxSize(120);
    }

    private static List<Long> apart(List<Long> times) {
        ConsoleTimes apart = new ConsoleTimes();
        return times.stream()
                .map(micros -> apart.apart(new ConsoleLine(ConsoleLine.Level.INFO, "", micros, 0, 0)))
                .toList();
    }

    /** What the times mean: one step after the other. */
    private static List<Long> walk(List<Long> times) {
        Set<Long> taken = new HashSet<>();
        List<Long> apart = new ArrayList<>();
        for (long micros : times) {
            long free = micros;
            while (!taken.add(free)) {
                free++;
            }
            apart.add(free);
        }
        return apart;
    }
}
