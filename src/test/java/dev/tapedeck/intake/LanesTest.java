package dev.tapedeck.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which lane a poll belongs to. */
class LanesTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 0);

    private final MockConsumer<byte[], byte[]> client = new MockConsumer<>("earliest");
    private final PollingThread thread = new PollingThread(consumer());
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
        long budget = IntakeLimits.budgetBytes(config(), Runtime.getRuntime().maxMemory());
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

    private long queuedBytes() {
        return lanes.status().getFirst().queuedBytes();
    }

    private static InboundMessage message(long offset) {
        return message(offset, new byte[10]);
    }

    private static InboundMessage message(long offset, byte[] value) {
        return new InboundMessage(new Origin(PARTITION.topic(), 0, offset), 1, null, value, MessageHeaders.NONE);
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
                null);
    }

    private static IntakeConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(IntakeConfig.class)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(IntakeConfig.class);
    }

    @SuppressWarnings("unchecked")
    private KafkaConsumer<byte[], byte[]> consumer() {
        return (KafkaConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> method.getName().equals("unwrap")
                        ? client
                        : Uni.createFrom().nothing());
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
        public Uni<Void> recordGap(OffsetGap gap) {
            throw new AssertionError("there is no gap");
        }

        @Override
        public Duration maxAge() {
            return Duration.ofSeconds(1);
        }
    }
}
