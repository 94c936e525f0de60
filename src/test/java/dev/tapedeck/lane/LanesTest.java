package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.kafka.partition.PolledRecords;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.SameLog;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which lane a poll belongs to, and what is known of one whose partition has left. */
class LanesTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 0);

    private final MockConsumer<byte[], byte[]> client = new MockConsumer<>("earliest");
    private final ConsumerThread thread = new ConsumerThread(consumer(), new PolledRecords());
    private final Lanes<String> lanes = lanes(Runnable::run);

    @Test
    void aPollFromBeforeThePartitionWasLostDoesNotReachItsNextLane() {
        lanes.assigned(Set.of(PARTITION), thread);
        int generation = client.groupMetadata().generationId();
        lanes.offer(Map.of(PARTITION, List.of(message(500))), generation - 1);
        assertThat(queuedBytes()).isZero();
        lanes.offer(Map.of(PARTITION, List.of(message(100))), generation);
        assertThat(queuedBytes()).isPositive();
    }

    /** Polls come whether or not a thread is free for the lanes; with many lanes and few threads, none is. */
    @Test
    void partitionsArePausedByTheBudgetThoughNoLaneGetsATurn() {
        Lanes<String> starved = lanes(task -> {});
        List<TopicPartition> partitions = IntStream.range(0, 128)
                .mapToObj(number -> new TopicPartition("recordings", number))
                .toList();
        client.assign(partitions);
        starved.assigned(partitions, thread);
        int generation = client.groupMetadata().generationId();
        long budget = LaneSettings.budgetBytes(config(), Runtime.getRuntime().maxMemory());
        byte[] body = new byte[1 << 20];
        for (long polled = 0, offset = 0; polled <= budget; polled += body.length, offset++) {
            starved.offer(Map.of(PARTITION, List.of(message(offset, body))), generation);
        }

        thread.runUntil(() -> client.paused().size() == 128, Duration.ofSeconds(10));

        assertThat(client.paused()).containsExactlyInAnyOrderElementsOf(partitions);
    }

    @Test
    void aPartitionIsPausedWhenItsOwnLaneHasTooMuchWaiting() {
        Lanes<String> starved = lanes(task -> {});
        TopicPartition other = new TopicPartition("recordings", 1);
        client.assign(List.of(PARTITION, other));
        starved.assigned(List.of(PARTITION, other), thread);
        int generation = client.groupMetadata().generationId();
        byte[] body = new byte[1 << 20];
        for (int i = 0; i < config().queue().asLongValue() / body.length; i++) {
            starved.offer(Map.of(PARTITION, List.of(message(i, body))), generation);
        }

        thread.runUntil(() -> !client.paused().isEmpty(), Duration.ofSeconds(10));

        assertThat(client.paused()).containsExactly(PARTITION);
    }

    @Test
    void aPartitionThatHasLeftIsRememberedWithWhatWasCommitted() {
        TopicPartition other = new TopicPartition("others", 0);
        open(PARTITION, 7);
        open(other, 9);
        assertThat(lanes.departed()).isEmpty();

        lanes.revoked(List.of(PARTITION, other), thread);

        assertThat(lanes.status()).isEmpty();
        assertThat(lanes.departed())
                .extracting(LaneStatus::lane, LaneStatus::committed, LaneStatus::state)
                .containsExactly(
                        tuple(new LaneId("others", 0, 2), 9L, "closed"),
                        tuple(new LaneId("recordings", 0, 1), 7L, "closed"));
    }

    @Test
    void onlyTheLastLaneOfAPartitionIsRemembered() {
        for (int offset = 1; offset <= 3; offset++) {
            open(PARTITION, offset);
            lanes.revoked(List.of(PARTITION), thread);
        }
        assertThat(lanes.departed())
                .extracting(LaneStatus::lane, LaneStatus::committed)
                .containsExactly(tuple(new LaneId("recordings", 0, 3), 3L));
    }

    @Test
    void aLaneWhosePartitionComesAgainUnaskedIsRemembered() {
        open(PARTITION, 7);
        lanes.assigned(List.of(PARTITION), thread);
        assertThat(lanes.departed())
                .extracting(LaneStatus::lane, LaneStatus::committed, LaneStatus::state)
                .containsExactly(tuple(new LaneId("recordings", 0, 1), 7L, "closed"));
        assertThat(lanes.status()).extracting(LaneStatus::lane).containsExactly(new LaneId("recordings", 0, 2));
    }

    @Test
    void aLaneIsFoundWhileItLeaves() {
        List<LaneStatus> seen = new ArrayList<>();
        AtomicReference<@Nullable Lanes<String>> leaving = new AtomicReference<>();
        Lanes<String> watched = lanes(task -> {
            Lanes<String> now = leaving.get();
            if (now != null) {
                assertThat(now.status()).isEmpty();
                seen.addAll(now.departed());
            }
            task.run();
        });
        watched.assigned(List.of(PARTITION), thread);
        leaving.set(watched);
        watched.revoked(List.of(PARTITION), thread);
        assertThat(seen).extracting(LaneStatus::state).startsWith("opening").endsWith("closed");
    }

    /** Has a lane begin where the group has committed. */
    private void open(TopicPartition partition, long committed) {
        Set<TopicPartition> held = new HashSet<>(client.assignment());
        held.add(partition);
        client.assign(held);
        client.commitSync(Map.of(partition, new OffsetAndMetadata(committed)));
        lanes.assigned(List.of(partition), thread);
        thread.runUntil(
                () -> lanes.status().stream()
                        .anyMatch(status -> status.lane().topic().equals(partition.topic()) && status.committed() >= 0),
                Duration.ofSeconds(10));
    }

    private long queuedBytes() {
        return lanes.status().getFirst().queuedBytes();
    }

    private static InboundMessage message(long offset) {
        return message(offset, new byte[10]);
    }

    private static InboundMessage message(long offset, byte[] value) {
        return new InboundMessage(
                new RecordPosition(PARTITION.topic(), 0, offset), 1, null, value, MessageHeaders.NONE);
    }

    private static Lanes<String> lanes(Executor pool) {
        return new Lanes<>(
                new Unanswered(),
                pool,
                config(),
                InstantSource.system(),
                (delay, task) -> {},
                new IntakeMeters(new SimpleMeterRegistry()),
                BatchTraces.NONE,
                new SameLog(),
                null);
    }

    private static LaneConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(LaneConfig.class)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(LaneConfig.class);
    }

    @SuppressWarnings("unchecked")
    private KafkaConsumer<byte[], byte[]> consumer() {
        return (KafkaConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwrap" -> client;
                    case "configuration" -> Map.of("auto.offset.reset", "earliest");
                    default -> Uni.createFrom().nothing();
                });
    }

    /** Stages that never answer: what is offered stays in the queue. */
    private static final class Unanswered implements Stages<String> {

        @Override
        public Uni<String> lookUp(List<InboundMessage> messages) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<String> lookUpAnnounced(List<InboundMessage> messages) {
            throw new AssertionError("nothing is announced");
        }

        @Override
        public Supplier<LaneBatch<String>> batches(LaneId lane) {
            return () -> {
                throw new AssertionError("nothing is ever taken");
            };
        }

        @Override
        public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
            throw new AssertionError("there is no batch");
        }

        @Override
        public Uni<Durable> durable(BatchSpan span, List<String> parts) {
            throw new AssertionError("there is no batch");
        }

        @Override
        public Uni<Void> recordGap(OffsetGap gap) {
            throw new AssertionError("there is no gap");
        }

        @Override
        public Duration maxAge() {
            return Duration.ofSeconds(1);
        }
    }
}
