package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Desks;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.screen.warning.WarningType;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.copies.HeldCopies;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingBatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LaneId LANE = new LaneId("t", 0, 1);

    private final Messages messages = new Messages();
    private final FixedVerdicts screening = new FixedVerdicts();
    private final List<Verdict.DeadLetter> dead = new ArrayList<>();
    private final List<MessageFate> fates = new ArrayList<>();
    private final HeldCopies copies = new HeldCopies();
    private boolean busy;
    private @Nullable SealedBatch written;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SessionSettings settings =
            new SessionSettings(1 << 20, Duration.ofSeconds(10), 100, BlockCodec.ZSTD, 1, true, 1);
    private final RecordingBatch batch = new RecordingBatch(
            screening,
            new Letters(),
            screening.context(),
            new OpenBatches(settings, this::encode),
            new NoSink() {
                @Override
                public Uni<List<OutboundMessage>> write(SealedBatch sealed, BatchTrace trace) {
                    written = sealed;
                    return Uni.createFrom().item(List.of());
                }
            },
            copies,
            new BatchCounts(
                    LANE, new ScreenMeters(registry), (lane, message, session, fate, reason) -> fates.add(fate)),
            new BatchMeters(registry, InstantSource.system()));

    @Test
    void aMessageOfMoreLinesThanASessionCanHave_isADeadLetterAndItsNeighboursAreRecorded() {
        take(messages.of("s", "{\"timestamp\":1}"));
        take(giant(messages.of("s", "{\"timestamp\":2},{\"timestamp\":3}")));
        take(messages.of("s", "{\"timestamp\":4}"));

        assertThat(fates).containsExactly(MessageFate.RECORDED, MessageFate.DEAD_LETTERED, MessageFate.RECORDED);
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
        IngestionWarning warning = WarningType.CLOCK_TOO_FAR.about(1, "", Map.of());
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

    /** They are in an object that an earlier attempt has written: whatever is said of them now, they are recorded once. */
    @Test
    void messagesThatAreDurableAreNeitherJudgedNorRecordedNorCopiedAgain() {
        batch.follow(announced(Set.of("30d"), 0, 1));
        InboundMessage restricted = messages.of("s", "{\"timestamp\":1}").message();
        screening.say(restricted.origin().offset(), new Verdict.DeadLetter(DeadLetterReason.RESTRICTED, ""));
        assertThat(batch.take(restricted, Desks.noLookups())).isEqualTo(OfferResult.Accepted.INSTANCE);
        InboundMessage unknown = messages.of("s", "{\"timestamp\":2}").message();
        screening.say(unknown.origin().offset(), new Verdict.Wait(Verdict.WaitReason.TEAM_UNKNOWN));
        assertThat(batch.take(unknown, Desks.noLookups())).isEqualTo(OfferResult.Accepted.INSTANCE);

        assertThat(fates).containsExactly(MessageFate.RECORDED, MessageFate.RECORDED);
        assertThat(dead).isEmpty();
        SealedBatch sealed = sealed(2);
        assertThat(sealed.blocks()).isEmpty();
        assertThat(sealed.written()).containsExactly(Retention.DAYS_30);
        assertThat(sealed.parts()).containsExactly(Retention.DAYS_90);
    }

    /** Its object has all that an earlier attempt recorded of the session: what it has not went elsewhere. */
    @Test
    void aMessageThatIsMissingFromItsDurableSessionIsLeftOut() {
        batch.follow(announced(Set.of("30d"), 0));
        take(messages.of("s", "{\"timestamp\":1}"));
        take(messages.of("s", "{\"timestamp\":2}"));
        take(messages.of("other", "{\"timestamp\":3}"));

        assertThat(fates).containsExactly(MessageFate.RECORDED, MessageFate.DROPPED, MessageFate.RECORDED);
        assertThat(sealed(3).blocks())
                .singleElement()
                .satisfies(block -> assertThat(block.session().sessionId()).isEqualTo("other"));
    }

    @Test
    void nothingIsAddedToABatchWhoseObjectsAllExist() {
        batch.follow(announced(Set.of("30d", "90d"), 0));
        take(messages.of("s", "{\"timestamp\":1}"));
        take(messages.of("other", "{\"timestamp\":2}"));

        assertThat(fates).containsExactly(MessageFate.RECORDED, MessageFate.DROPPED);
        assertThat(sealed(2).blocks()).isEmpty();
    }

    @Test
    void aBatchThatIsBuiltAgainAnnouncesTheSameParts() {
        batch.follow(announced(Set.of("90d")));
        take(messages.of("s", "{\"timestamp\":1}"));
        assertThat(batch.seal(new BatchSpan("t", 0, 0, 1, 0))
                        .await()
                        .atMost(LIMIT)
                        .parts())
                .containsExactlyInAnyOrder("30d", "90d");
    }

    /** A batch of the session {@code s} and others, in objects for 30 and 90 days. */
    private static Announced announced(Set<String> durable, long... offsets) {
        return new Announced(
                List.of("30d", "90d"),
                null,
                new Durable(durable, Set.of(new SessionKey(1, "s")), LongStream.of(offsets)));
    }

    private SealedBatch sealed(long until) {
        batch.seal(new BatchSpan("t", 0, 0, until, 0))
                .await()
                .atMost(LIMIT)
                .write(BatchTrace.NONE)
                .await()
                .atMost(LIMIT);
        return Objects.requireNonNull(written);
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
        assertThat(batch.take(message, Desks.noLookups())).isEqualTo(OfferResult.Accepted.INSTANCE);
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
