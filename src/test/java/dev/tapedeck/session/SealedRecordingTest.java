package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.session.copies.BatchCopies;
import dev.tapedeck.telemetry.BatchMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedRecordingTest {

    @Test
    void knowsWhatItHoldsWithoutCountingItAgain() {
        int many = 200_000;
        OutboundMessage copy = OutboundMessage.of("dead-letters", new byte[1], new byte[9]);
        BatchCopies.Held held = new BatchCopies.Held(Collections.nCopies(many, copy), null);
        SealedBatch batch = new SealedBatch(new BatchSpan("t", 0, 0, many, 0), List.of(), List.of());
        SealedRecording sealed = new SealedRecording(
                batch,
                held,
                new NoSink(),
                blocks -> {},
                new BatchMeters(new SimpleMeterRegistry(), InstantSource.system()));

        // A lane asks with every message of the batches after it.
        long asked = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            long sum = 0;
            for (int i = 0; i < many; i++) {
                sum += sealed.heldBytes();
            }
            return sum;
        });

        assertThat(asked).isEqualTo(copy.heldBytes() * many * many);
    }
}
