package dev.tapedeck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.screen.judge.Desks;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.copies.BatchCopies;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that makes the code throw, wherever, becomes a dead letter; nothing of it stays in the batch, and its neighbours do. */
class RecordingBatchBugsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LaneId LANE = new LaneId("t", 0, 1);
    private static final long BROKEN = 1;
    private static final String ITEMS = "{\"timestamp\":%d},{\"timestamp\":%d,\"cv\":\"x\"}";

    /** What has the bug, for the message in the middle alone. */
    enum Bug {
        JUDGING,
        ROOM,
        FIRST_LINE,
        SECOND_LINE,
        LISTENER,
        LISTENER_TWICE,
        METER,
        COPY_OF_A_DEAD_LETTER,
        COPY_OF_A_DIVERTED_ONE,
        SENDING,
        LISTENER_OF_A_DROPPED_ONE,
        METER_OF_A_DEAD_LETTER
    }

    private final Messages messages = new Messages();
    private final FixedVerdicts screening = new FixedVerdicts();
    private final Map<Long, MessageFate> fates = new HashMap<>();
    private final List<OutboundMessage> left = new ArrayList<>();
    private final List<SealedBatch> written = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry() {
        @Override
        protected Counter newCounter(Meter.Id id) {
            return new CumulativeCounter(id) {
                @Override
                public void increment(double amount) {
                    throwIf(meterThrows-- > 0);
                    super.increment(amount);
                }
            };
        }
    };
    private final SessionSettings settings =
            new SessionSettings(1 << 20, Duration.ofSeconds(10), 100, BlockCodec.ZSTD, 1, false, 1);
    private int listenerThrows;
    private int meterThrows;
    private int copyThrows;
    private int sendingThrows;
    private Error error = new AssertionError("injected");
    private final RecordingBatch batch = new RecordingBatch(
            screening,
            new Copies(),
            screening.context(),
            new OpenBatches(settings, Runnable::run),
            new Written(),
            new Outbox(),
            new BatchCounts(LANE, new ScreenMeters(registry), (lane, message, session, fate, reason) -> {
                throwIf(listenerThrows-- > 0);
                fates.put(message.origin().offset(), fate);
            }),
            new BatchMeters(registry, InstantSource.system()));

    @ParameterizedTest
    @EnumSource
    void becomesOneDeadLetterAndLeavesNothingBehind(Bug bug) {
        take(message(0));
        InboundMessage broken = prepare(bug, message(BROKEN));
        assertThat(batch.take(broken, Desks.noLookups())).isEqualTo(OfferResult.Accepted.INSTANCE);
        take(message(2));

        assertThat(left)
                .singleElement()
                .satisfies(letter -> assertThat(text(Objects.requireNonNull(letter.value())))
                        .isEqualTo(BROKEN + " " + DeadLetterReason.PROCESSING_ERROR.label()));
        assertThat(fates).containsEntry(0L, MessageFate.RECORDED).containsEntry(2L, MessageFate.RECORDED);
        if (bug != Bug.LISTENER_TWICE) {
            assertThat(fates).containsEntry(BROKEN, MessageFate.DEAD_LETTERED);
        }
        assertThat(counted()).isEqualTo(3);
        assertThat(registry.get("tapedeck.recorded").counter().count()).isEqualTo(2);
        assertThat(lines()).isEqualTo("""
                        ["",{"timestamp":1}]
                        ["",{"timestamp":2,"cv":"x"}]
                        ["",{"timestamp":201}]
                        ["",{"timestamp":202,"cv":"x"}]
                        """);
        assertThat(written.getFirst().blocks().getFirst().facts())
                .satisfies(facts -> assertThat(facts.offsets()).containsExactly(0L, 2L))
                .satisfies(facts -> assertThat(facts.events()).isEqualTo(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstMessageOfASessionLeavesNoSessionBehind(boolean stack) {
        error = stack ? new StackOverflowError() : error;
        batch.take(prepare(Bug.SECOND_LINE, message(BROKEN)), Desks.noLookups());

        SealedWork work = batch.seal(new BatchSpan("t", 0, 0, 2, 0)).await().atMost(LIMIT);
        assertThat(work.parts()).isEmpty();
        assertThat(left).hasSize(1);
    }

    @Test
    void anErrorOfTheMachineIsNoMessagesFault() {
        error = new OutOfMemoryError("injected");
        InboundMessage message = prepare(Bug.SECOND_LINE, message(BROKEN));

        assertThatThrownBy(() -> batch.take(message, Desks.noLookups())).isSameAs(error);
        assertThat(left).isEmpty();
        assertThat(fates).isEmpty();
    }

    /** The lane closes then, and the message is read again. */
    @Test
    void aMessageOfWhichNoDeadLetterCanBeMadeIsNotLost() {
        copyThrows = Integer.MAX_VALUE;
        InboundMessage message = prepare(Bug.FIRST_LINE, message(BROKEN));

        assertThatThrownBy(() -> batch.take(message, Desks.noLookups())).isSameAs(error);
    }

    private void take(Admission admission) {
        screening.say(admission.message().origin().offset(), new Verdict.Admit(admission, List.of()));
        assertThat(batch.take(admission.message(), Desks.noLookups())).isEqualTo(OfferResult.Accepted.INSTANCE);
    }

    private Admission message(long offset) {
        Admission admission = messages.of("s", ITEMS.formatted(100 * offset + 1, 100 * offset + 2));
        return new Admission(
                new InboundMessage(new RecordPosition("t", 0, offset), 0, null, new byte[0], MessageHeaders.NONE),
                admission.session(),
                admission.distinctId(),
                admission.retention(),
                admission.consoleLogs(),
                admission.body());
    }

    private InboundMessage prepare(Bug bug, Admission admission) {
        Verdict verdict = new Verdict.Admit(admission, List.of());
        Verdict dead = new Verdict.DeadLetter(DeadLetterReason.INVALID_JSON, "");
        switch (bug) {
            case JUDGING -> {
                return admission.message();
            }
            case ROOM -> verdict = admit(admission, "windowId", event -> raised());
            case FIRST_LINE -> verdict = admit(admission, "end", event -> raised());
            case SECOND_LINE -> verdict = admit(admission, "wrapped", event -> event == 1 ? raised() : Boolean.FALSE);
            case LISTENER -> listenerThrows = 1;
            case LISTENER_TWICE -> listenerThrows = 2;
            case METER -> meterThrows = 1;
            case COPY_OF_A_DEAD_LETTER -> {
                copyThrows = 1;
                verdict = dead;
            }
            case COPY_OF_A_DIVERTED_ONE -> {
                copyThrows = 1;
                verdict = new Verdict.Divert(DivertReason.HOT_SESSION);
            }
            case SENDING -> {
                sendingThrows = 1;
                verdict = dead;
            }
            case LISTENER_OF_A_DROPPED_ONE -> {
                listenerThrows = 1;
                verdict = new Verdict.Drop(DropReason.CLOCK_TOO_FAR, List.of());
            }
            case METER_OF_A_DEAD_LETTER -> {
                meterThrows = 1;
                verdict = dead;
            }
        }
        screening.say(admission.message().origin().offset(), verdict);
        return admission.message();
    }

    private static Verdict admit(Admission admission, String method, IntFunction<?> answer) {
        return new Verdict.Admit(AlteredBody.in(admission, Map.of(method, answer)), List.of());
    }

    private Object raised() {
        throw error;
    }

    private void throwIf(boolean now) {
        if (now) {
            throw error;
        }
    }

    private double counted() {
        return registry.getMeters().stream()
                .filter(meter -> List.of(
                                "tapedeck.recorded", "tapedeck.dropped", "tapedeck.diverted", "tapedeck.dead.lettered")
                        .contains(meter.getId().getName()))
                .mapToDouble(meter -> ((Counter) meter).count())
                .sum();
    }

    private String lines() {
        SealedWork work = batch.seal(new BatchSpan("t", 0, 0, 3, 0)).await().atMost(LIMIT);
        work.write(BatchTraces.NONE.begin("t", 0, 0, 3, Instant.EPOCH)).await().atMost(LIMIT);
        SessionBlock block = written.getFirst().blocks().getFirst();
        byte[] bytes = Zstd.decompress(Arrays.copyOf(block.bytes(), block.length()), (int)
                block.facts().rawBytes());
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Copies whose value says of which message they are and why. */
    private final class Copies extends NoExits {

        @Override
        public OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
            throwIf(copyThrows-- > 0);
            return copy(message, verdict.reason().label());
        }

        @Override
        public OutboundMessage divert(InboundMessage message, Verdict.Divert verdict) {
            throwIf(copyThrows-- > 0);
            return copy(message, verdict.reason().label());
        }

        private static OutboundMessage copy(InboundMessage message, String reason) {
            return OutboundMessage.of(
                    "dead-letters",
                    new byte[0],
                    (message.origin().offset() + " " + reason).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Copies that leave. */
    private final class Outbox implements BatchCopies {

        @Override
        public void add(long offset, char exit, OutboundMessage copy) {
            throwIf(sendingThrows-- > 0);
            left.add(copy);
        }

        @Override
        public @Nullable OfferResult hindrance() {
            return null;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public Uni<Void> acknowledged() {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Held held() {
            return Held.NONE;
        }

        @Override
        public void discard() {}
    }

    private final class Written extends NoSink {

        @Override
        public Uni<List<OutboundMessage>> write(SealedBatch sealed, BatchTrace trace) {
            written.add(sealed);
            return Uni.createFrom().item(List.of());
        }
    }
}
