package dev.tapedeck.kafka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.admin.OpenTransactions.Ends;
import dev.tapedeck.kafka.admin.OpenTransactions.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 3);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final OpenTransactions transactions = new OpenTransactions(LIMIT);
    private Instant now = Instant.EPOCH;

    @Test
    void aPartitionWhoseStableEndStandsStillBeforeItsEndIsHeldAfterTheLimit() {
        look(5, 9);
        now = now.plus(LIMIT);
        look(5, 12);
        assertThat(transactions.held(now)).isEmpty();
        now = now.plusMillis(1);
        assertThat(transactions.held(now)).containsExactly(new Held(PARTITION, new Ends(5, 12)));

        look(12, 12);
        assertThat(transactions.held(now.plus(LIMIT).plusMillis(1))).isEmpty();
    }

    @Test
    void transactionsThatFollowEachOtherHoldNothing() {
        for (int stable = 0; stable < 9; stable++) {
            look(stable, 10);
            now = now.plus(LIMIT);
            assertThat(transactions.held(now)).isEmpty();
        }
    }

    private void look(long stable, long end) {
        transactions.look(Map.of(PARTITION, new Ends(stable, end)), now);
    }
}
