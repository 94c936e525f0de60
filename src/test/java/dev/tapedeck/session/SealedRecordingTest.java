package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.intake.OutboundMessage;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTrace;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealedRecordingTest {

    @Test
    void knowsWhatItHoldsWithoutCountingItAgain() {
        int many = 200_000;
        OutboundMessage copy = OutboundMessage.of("dead-letters", new byte[1], new byte[9]);
        ExitCopies.Held held = new ExitCopies.Held(Collections.nCopies(many, copy), null);
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

    private static final class NoSink implements BatchSink {

        @Override
        public Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions) {
            throw new AssertionError("nothing is finished");
        }

        @Override
        public Uni<Void> recordGap(OffsetGap gap) {
            throw new AssertionError("nothing is gone");
        }
    }
}
