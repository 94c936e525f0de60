package dev.tapedeck.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.deadletter.ReplaySummary.Result;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.output.OutputHeaders.Reading.DeadLetterHeaders;
import dev.tapedeck.store.s3.SimulatedStore.Network;
import dev.tapedeck.summary.SimulatedRows;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReplayEligibilityTest {

    private static final String TOPIC = "recordings";
    private static final Network NETWORK = new Network() {
        @Override
        public <T> Uni<T> request(Supplier<T> effect) {
            return Uni.createFrom().item(effect);
        }
    };

    /** Its rows fail whoever asks them for messages. */
    private final ReplayEligibility triage = new ReplayEligibility(
            TOPIC,
            Map.of(0, 10L),
            new HashSet<>(Set.of(new RecordPosition(TOPIC, 0, 3))),
            new SimulatedRows().writer(NETWORK, false),
            true);

    /** A statement about hundreds of them would be longer than the server takes. */
    @Test
    void idsThatAreTooLongToBeRecordedAreNotAskedFor() {
        List<DeadLetter> letters = List.of(letter(5, "x".repeat(SessionKey.LONGEST_ID + 1)), letter(6, ""));
        assertThat(triage.unrecorded(letters)).isEqualTo(letters);
    }

    @Test
    void aMessageIsReplayedOnceAndOnlyWhenItIsSettled() {
        assertThat(triage.first(letter(3, "s"))).isEqualTo(Result.REPLAYED_BEFORE);
        assertThat(triage.first(letter(4, "s"))).isEqualTo(Result.REPLAYED);
        assertThat(triage.first(letter(4, "s"))).isEqualTo(Result.REPLAYED_BEFORE);
        assertThat(triage.first(letter(10, "s"))).isEqualTo(Result.NOT_SETTLED);
    }

    private static DeadLetter letter(long offset, String session) {
        List<Entry> entries = session.isEmpty()
                ? List.of()
                : List.of(new Entry("session_id", session.getBytes(StandardCharsets.UTF_8)));
        MessageHeaders headers = new MessageHeaders(entries);
        DeadLetterHeaders letter =
                new DeadLetterHeaders("invalid_json", "", new RecordPosition(TOPIC, 0, offset), headers, false);
        return new DeadLetter(
                new InboundMessage(new RecordPosition("letters", 0, offset), 1, null, new byte[1], headers), letter);
    }
}
