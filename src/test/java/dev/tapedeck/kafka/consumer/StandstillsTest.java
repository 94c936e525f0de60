package dev.tapedeck.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.consumer.StuckPartitionDetector.Standstills;
import dev.tapedeck.kafka.consumer.StuckPartitionDetector.Standstills.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandstillsTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Standstills standstills = new Standstills(LIMIT);
    private Instant now = Instant.EPOCH;

    @Test
    void anOffsetThatDoesNotMoveThoughThereIsMore_standsStillAfterTheLimit() {
        look(5, 9);
        pass(LIMIT);
        assertThat(look(5, 12)).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(look(5, 12)).containsExactly(Map.entry(PARTITION, new Reach(5, 12)));

        assertThat(look(12, 12)).isEmpty();
        pass(LIMIT.plusMillis(1));
        assertThat(look(12, 12)).isEmpty();
    }

    @Test
    void oneThatMovesDoesNot() {
        for (int offset = 0; offset < 9; offset++) {
            assertThat(look(offset, 10)).isEmpty();
            pass(LIMIT.plusMillis(1));
        }
    }

    @Test
    void norOneAtTheEnd() {
        look(9, 9);
        pass(LIMIT.multipliedBy(2));
        assertThat(look(9, 9)).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotRespondStartsTheTimeAnew() {
        look(5, 9);
        pass(LIMIT);
        standstills.look(Map.of(), now);
        pass(LIMIT);
        look(5, 9);
        pass(LIMIT.minusSeconds(1));
        assertThat(look(5, 9)).isEmpty();
    }

    private Map<TopicPartition, Reach> look(long offset, long end) {
        return standstills.look(Map.of(PARTITION, new Reach(offset, end)), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
