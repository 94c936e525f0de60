package dev.tapedeck.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.consumer.PollProgress.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PollProgressTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final PollProgress progress = new PollProgress(LIMIT);
    private Instant now = Instant.EPOCH;

    @Test
    void aPartitionThatGivesNothingThoughItHasSomethingIsStuckAfterTheLimit() {
        look(5, 9);
        pass(LIMIT);
        look(5, 12);
        assertThat(progress.stuck(now)).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(progress.stuck(now)).containsExactly("recordings-3 at offset 5");
    }

    @Test
    void oneThatMovesIsNot() {
        for (int position = 0; position < 9; position++) {
            look(position, 9);
            pass(LIMIT.minusSeconds(1));
        }
        assertThat(progress.stuck(now)).isEmpty();
    }

    @Test
    void norOneThatHasNothing() {
        look(9, 9);
        pass(LIMIT.multipliedBy(2));
        look(9, 9);
        assertThat(progress.stuck(now)).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotAnswerStartsTheTimeAnew() {
        look(5, 9);
        pass(LIMIT);
        progress.look(List.of(), now);
        pass(LIMIT);
        look(5, 9);
        pass(LIMIT.minusSeconds(1));
        assertThat(progress.stuck(now)).isEmpty();
    }

    private void look(long position, long end) {
        progress.look(List.of(new Place(PARTITION, position, end)), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
