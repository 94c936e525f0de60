package dev.tapedeck.summary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.summary.RowSink.RecordedMessages;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordedMessagesTest {

    @Test
    void row_tellsOfEachMessage() {
        RecordedMessages row = new RecordedMessages(10, 20, 2, Set.of(10L, 19L));
        assertThat(row.mayHold(10)).isTrue();
        assertThat(row.mayHold(19)).isTrue();
        assertThat(row.mayHold(11)).isFalse();
        assertThat(row.mayHold(20)).isFalse();
    }

    /** Rather a message that stays a dead letter than one that is recorded twice. */
    @Test
    void rowWithoutOffsets_mayHoldAllOfItsBatch() {
        RecordedMessages row = new RecordedMessages(10, 20, 2, Set.of());
        assertThat(row.mayHold(10)).isTrue();
        assertThat(row.mayHold(19)).isTrue();
        assertThat(row.mayHold(9)).isFalse();
        assertThat(row.mayHold(20)).isFalse();
    }
}
