package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.LaneId;
import dev.tapedeck.intake.OutboundMessage;
import dev.tapedeck.intake.Take;
import dev.tapedeck.screen.Admission;
import dev.tapedeck.screen.DeadLetterReason;
import dev.tapedeck.screen.Desks;
import dev.tapedeck.screen.DropReason;
import dev.tapedeck.screen.Verdict;
import dev.tapedeck.screen.Warning;
import dev.tapedeck.screen.WarningType;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.VerdictMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class RecordingBatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LaneId LANE = new LaneId("t", 0, 1);

    private final Messages messages = new Messages();
    private final FixedVerdicts screening = new FixedVerdicts();
    private final List<Verdict.DeadLetter> dead = new ArrayList<>();
    private final List<Fate> fates = new ArrayList<>();
    private final HeldCopies copies = new HeldCopies();
    private boolean busy;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SessionSettings settings =
            new SessionSettings(1 << 20, Duration.ofSeconds(10), 100, BlockCodec.ZSTD, 1, true, 1);
    private final RecordingBatch batch = new RecordingBatch(
            screening,
            new Letters(),
            screening.desk(),
            new OpenBatches(settings, this::encode),
            new NoSink(),
            copies,
            new Tally(LANE, new VerdictMeters(registry), (lane, message, session, fate, reason) -> fates.add(fate)),
            new BatchMeters(registry, InstantSource.system()));

    @Test
    void aMessageOfMoreLinesThanASessionCanHave_isADeadLetterAndItsNeighboursAreRecorded() {
        take(messages.of("s", "{\"timestamp\":1}"));
        take(giant(messages.of("s", "{\"timestamp\":2},{\"timestamp\":3}")));
        take(messages.of("s", "{\"timestamp\":4}"));

        assertThat(fates).containsExactly(Fate.RECORDED, Fate.DEAD_LETTERED, Fate.RECORDED);
        assertThat(dead)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.PROCESSING_ERROR));
        batch.seal(new BatchSpan("t", 0, 0, 3, 0)).await().atMost(LIMIT);
    }

    @Test
    void isSealedByTheNextAttemptWhenEncodingHasFailed() {
        take(messages.of("s", "{\"timestamp\":1}"));
        BatchSpan span = new BatchSpan("t", 0, 0, 1, 0);
        busy = true;
        assertThatThrownBy(() -> batch.seal(span).await().atMost(LIMIT)).hasMessageContaining("busy");
        busy = false;
        assertThat(batch.seal(span).await().atMost(LIMIT).parts()).containsExactly("30d");
    }

    @Test
    void holdsOneWarningOfEachKindAboutTheSame() {
        Warning warning = WarningType.CLOCK_TOO_FAR.about(1, "", Map.of());
        for (int i = 0; i < 1_000; i++) {
            Admission admission = messages.of("s", "{\"timestamp\":1}");
            screening.say(
                    admission.message().origin().offset(),
                    new Verdict.Drop(DropReason.CLOCK_TOO_FAR, List.of(warning)));
            batch.take(admission.message(), Desks.noLookups());
        }
        assertThat(fates).hasSize(1_000);
        assertThat(batch.heldBytes()).isBetween(1L, 1_024L);
    }

    private void encode(Runnable task) {
        if (busy) {
            throw new RejectedExecutionException("busy");
        }
        task.run();
    }

    /** The message, as if its body had a long window id and as many events as a body may have. */
    private static Admission giant(Admission admission) {
        return AlteredBody.in(
                admission,
                Map.of(
                        "windowId", event -> "w".repeat(1 << 10),
                        "events", event -> 1 << 20,
                        "start", event -> 0,
                        "end", event -> 1 << 10));
    }

    private void take(Admission admission) {
        InboundMessage message = admission.message();
        screening.say(message.origin().offset(), new Verdict.Admit(admission, List.of()));
        assertThat(batch.take(message, Desks.noLookups())).isEqualTo(Take.Taken.INSTANCE);
    }

    /** Remembers the letters. */
    private final class Letters extends NoExits {

        @Override
        public OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
            dead.add(verdict);
            return OutboundMessage.of("dead-letters", new byte[0], new byte[0]);
        }
    }
}
