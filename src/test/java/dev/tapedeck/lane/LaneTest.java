package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.runtime.MemoryBudget;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One lane alone, all in one thread: what people are told of it, and what a defect does. */
class LaneTest {

    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Committed NOTHING_ANNOUNCED = new Committed(100, null, null);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Long> committed = new ArrayList<>();
    private final List<BatchSpan> sealed = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private Instant now = START;
    private Committed start = NOTHING_ANNOUNCED;
    private BatchTraces traces = BatchTraces.NONE;
    private @Nullable String away;
    private boolean full;
    private boolean lacksMemory;
    private long growth;
    private int discarded;
    private boolean storageAway;
    private long polled;
    private int successors;
    private boolean replaced;
    private final List<Long> sought = new ArrayList<>();
    private final List<OffsetGap> gaps = new ArrayList<>();
    private final Link link = new Link();

    @Test
    void aDefectInAnAnswerClosesTheLaneBeforeAnythingIsCommittedPastIt() {
        traces = (topic, partition, from, until, since) -> {
            if (from == 100) {
                throw new IllegalStateException("injected");
            }
            return BatchTrace.NONE;
        };
        full = true;
        Lane<String> lane = open();
        offer(lane, messages(100, 101, 102, 103));
        lane.tick();
        offer(lane, messages(104, 105));

        assertThat(lane.status().state()).isEqualTo("failed");
        assertThat(committed).isEmpty();
        assertThat(registry.counter("tapedeck.lanes.failed").count()).isEqualTo(1);
    }

    @Test
    void aMessageThatWaitsForAServerIsNotDurableForAsLongAsItWaits() {
        Lane<String> lane = open();
        away = "postgres";
        offer(lane, messages(100));
        now = now.plusSeconds(300);
        retry();

        assertThat(lane.status().waitingFor()).isEqualTo("postgres");
        assertThat(lane.status().unflushedSince()).isEqualTo(START);

        away = null;
        retry();
        now = now.plusSeconds(60);
        lane.tick();
        assertThat(committed).contains(101L);
        assertThat(lane.status().unflushedSince()).isNull();
    }

    @Test
    void aMessageThatWaitsForMemoryIsTakenOnceThereIsSome() {
        Lane<String> lane = open();
        lacksMemory = true;
        offer(lane, messages(100, 101));
        now = now.plusSeconds(5);
        lane.tick();

        assertThat(lane.status().next()).isEqualTo(100);
        assertThat(lane.status().unflushedSince()).isEqualTo(START);
        assertThat(lane.status().progressed()).as("it is not stuck").isEqualTo(now);
        assertThat(registry.counter("tapedeck.waits", "dependency", "memory").count())
                .isEqualTo(2);

        lacksMemory = false;
        lane.tick();
        assertThat(lane.status().next()).isEqualTo(102);
        now = now.plusSeconds(60);
        lane.tick();
        assertThat(committed).contains(102L);
        assertThat(lane.status().unflushedSince()).isNull();
    }

    /** Else it would lose its place in the line of those that wait for memory. */
    @Test
    void aBatchThatWaitsForTheMemoryOfItsFirstMessageIsNotReplacedByAnother() {
        Lane<String> lane = open();
        lacksMemory = true;
        offer(lane, messages(100));
        now = now.plusSeconds(60);
        lane.tick();
        lane.tick();

        assertThat(discarded).isZero();
        assertThat(lane.status().unflushedSince()).isEqualTo(START);
    }

    /** Messages that become many times as large as they were in the queue. */
    @Test
    void bodiesThatGrowDoNotOutgrowTheBudgetWhileStorageIsAway() {
        growth = 9 << 20;
        storageAway = true;
        Lane<String> lane = open();
        offer(lane, messages(100, 101, 102, 103, 104, 105, 106, 107));
        lane.tick();

        assertThat(sealed).hasSize(2);
        assertThat(lane.status().next()).as("two are sealed, and one is open").isEqualTo(103);
    }

    @Test
    void aPartitionThatGoesBackIsToldOfAndLookedAtAfresh() {
        Lane<String> lane = open();
        offer(lane, messages(98, 99, 100, 101));
        assertThat(registry.counter("tapedeck.went.back").count()).isZero();

        offer(lane, messages(90, 91, 102));

        assertThat(registry.counter("tapedeck.went.back").count()).isEqualTo(1);
        assertThat(gaps).containsExactly(new OffsetGap("recordings", 0, 90, 102));
        assertThat(successors).isEqualTo(1);
        assertThat(lane.status().state()).isEqualTo("closed");
        assertThat(committed).as("nothing of what is gone").isEmpty();
    }

    /** A batch is open when the topic is deleted. */
    @Test
    void nothingOfADeletedTopicIsCommittedIntoTheNewOne() {
        Lane<String> lane = open();
        offer(lane, messages(100, 101));
        replaced = true;
        now = now.plusSeconds(60);
        lane.tick();

        assertThat(committed).isEmpty();
        assertThat(gaps).containsExactly(new OffsetGap("recordings@" + LinkAtEnd.TOPIC_ID, 0, 100, 102));
        assertThat(successors).isEqualTo(1);
    }

    /** The partition is taken from the lane while its broker starts again without the end of the log. */
    @Test
    void whatALaneThatClosesHadTakenIsToldOfIfTheLogHasLostIt() {
        Lane<String> lane = open();
        offer(lane, messages(100, 101, 102, 103));
        link.log = null;
        lane.discard();
        assertThat(gaps).as("nobody knows yet").isEmpty();

        link.log = new LogView(LinkAtEnd.TOPIC_ID, 0, 102);
        retry();
        assertThat(gaps).containsExactly(new OffsetGap("recordings", 0, 100, 104));
    }

    @Test
    void whatALaneThatClosesHadTakenIsToldOfIfTheTopicIsAnotherOne() {
        Lane<String> lane = open();
        offer(lane, messages(100, 101));
        link.log = new LogView("another-id-22-letters_", 0, 102);
        lane.discard();
        assertThat(gaps).containsExactly(new OffsetGap("recordings@" + LinkAtEnd.TOPIC_ID, 0, 100, 102));
    }

    @Test
    void whatALaneThatClosesHadTakenIsReadAgainIfItIsThere() {
        Lane<String> lane = open();
        offer(lane, messages(100, 101));
        lane.discard();
        assertThat(gaps).isEmpty();
        assertThat(registry.counter("tapedeck.abandoned.offsets").count()).isEqualTo(2);
    }

    @Test
    void aTopicThatIsFoundToBeAnotherOneIsLookedAtAfresh() {
        Lane<String> lane = open();
        lane.topicIs(LinkAtEnd.TOPIC_ID);
        assertThat(successors).isZero();

        lane.topicIs("another-id-22-letters_");
        lane.topicIs("another-id-22-letters_");
        assertThat(successors).isEqualTo(1);
        assertThat(gaps).isEmpty();
    }

    @Test
    void aLogThatEndsBelowWhatWasCommittedIsToldOfAndReadOnFromItsEnd() {
        link.log = new LogView(LinkAtEnd.TOPIC_ID, 0, 60);
        link.passed = new Passed(100, 2);
        Lane<String> lane = open();
        offer(lane, messages(57, 58));
        assertThat(lane.notice()).contains("[0, 60) may be missing");
        assertThat(gaps).containsExactly(new OffsetGap("recordings", 0, 0, 60));
        assertThat(sought).containsExactly(60L);
        assertThat(committed).containsExactly(60L);

        offer(lane, messages(60, 61));
        now = now.plusSeconds(60);
        lane.tick();
        assertThat(sealed)
                .containsExactly(new BatchSpan("recordings", 0, 60, 62, 1060, new LogId(LinkAtEnd.TOPIC_ID, 1)));

        lane.resume();
        assertThat(lane.notice()).as("an operator has taken note").isNull();
    }

    /** Markers of transactions, and compacted records: nothing is there, and later nobody must take that for messages. */
    @Test
    void offsetsWithoutMessagesArePassedAndCommitted() {
        Lane<String> lane = open();
        offer(lane, messages(100));
        link.passed = new Passed(103, 0);
        now = now.plusSeconds(2);
        lane.tick();
        assertThat(lane.status().next()).as("messages may be under way").isEqualTo(101);

        link.passed = new Passed(103, 1);
        now = now.plusSeconds(2);
        lane.tick();
        assertThat(lane.status().next()).isEqualTo(103);
        now = now.plusSeconds(60);
        lane.tick();
        assertThat(committed).endsWith(103L);

        link.passed = new Passed(105, 1);
        now = now.plusSeconds(2);
        lane.tick();
        lane.tick();
        assertThat(committed).as("though no batch is open").endsWith(105L);
        assertThat(gaps).isEmpty();
    }

    @Test
    void aRebuiltBatchKeepsItsAnnouncedTimestampThoughItsFirstMessageIsGone() {
        start = new Committed(100, null, new Intent(103, 12_345, List.of("30d"), null, null));
        Lane<String> lane = open();
        offer(lane, messages(101, 102, 103));

        assertThat(sealed).containsExactly(new BatchSpan("recordings", 0, 100, 103, 12_345));
    }

    private Lane<String> open() {
        Lane<String> lane = new Lane<>(
                new LaneId("recordings", 0, 1),
                Runnable::run,
                link,
                new Behind(),
                new LaneSettings(
                        1 << 20,
                        2,
                        Duration.ofSeconds(10),
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                        () -> now,
                        (delay, task) -> later.add(task),
                        traces),
                new MemoryBudget(1 << 20, 8),
                new IntakeMeters(registry),
                () -> successors++);
        lane.open(false);
        return lane;
    }

    private void retry() {
        List<Runnable> tasks = List.copyOf(later);
        later.clear();
        tasks.forEach(Runnable::run);
    }

    private void offer(Lane<String> lane, List<InboundMessage> messages) {
        lane.offer(polled, messages, answered());
        polled += messages.size();
    }

    private static Uni<String> answered() {
        return Uni.createFrom().item("answers");
    }

    private static List<InboundMessage> messages(long... offsets) {
        List<InboundMessage> messages = new ArrayList<>();
        for (long offset : offsets) {
            messages.add(new InboundMessage(
                    new RecordPosition("recordings", 0, offset),
                    1_000 + offset,
                    null,
                    new byte[10],
                    MessageHeaders.NONE));
        }
        return messages;
    }

    private final class Link extends LinkAtEnd {

        @Override
        public Uni<Committed> committed() {
            return Uni.createFrom().item(start);
        }

        @Override
        public Uni<Long> seek(long offset) {
            sought.add(offset);
            return super.seek(offset);
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            if (replaced) {
                return Uni.createFrom().failure(new LogReplaced("another topic"));
            }
            committed.add(offset);
            return Uni.createFrom().voidItem();
        }
    }

    private final class Behind implements Stages<String> {

        @Override
        public Uni<String> lookUp(List<InboundMessage> messages) {
            return answered();
        }

        @Override
        public Uni<String> lookUpAnnounced(List<InboundMessage> messages) {
            return answered();
        }

        @Override
        public Supplier<LaneBatch<String>> batches(LaneId lane) {
            return Batch::new;
        }

        @Override
        public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
            return Uni.createFrom().nullItem();
        }

        @Override
        public Uni<Durable> durable(BatchSpan span, List<String> parts) {
            return Uni.createFrom().item(Durable.NOTHING);
        }

        @Override
        public Uni<Void> recordGap(OffsetGap gap) {
            gaps.add(gap);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Duration maxAge() {
            return Duration.ofSeconds(10);
        }
    }

    private final class Batch implements LaneBatch<String> {

        private long held = 10;

        @Override
        public void follow(Announced announced) {
            assertThat(announced.exits()).isNull();
        }

        @Override
        public OfferResult take(InboundMessage message, String lookups) {
            String server = away;
            if (lacksMemory) {
                return new OfferResult.Backpressure("memory");
            }
            held += growth;
            return server == null ? OfferResult.Accepted.INSTANCE : new OfferResult.Blocked(server);
        }

        @Override
        public long heldBytes() {
            return held;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public Uni<SealedWork> seal(BatchSpan span) {
            sealed.add(span);
            return Uni.createFrom().item(new Work());
        }

        @Override
        public void discard() {
            discarded++;
        }
    }

    private final class Work implements SealedWork {

        @Override
        public List<String> parts() {
            return List.of("30d");
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public @Nullable RoutingPlan exits() {
            return null;
        }

        @Override
        public Uni<List<OutboundMessage>> write(BatchTrace trace) {
            return storageAway ? Uni.createFrom().nothing() : Uni.createFrom().item(List.of());
        }

        @Override
        public void committed() {}
    }
}
