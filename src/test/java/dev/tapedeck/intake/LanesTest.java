package dev.tapedeck.intake;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which lane a poll belongs to. */
class LanesTest {

    private static final TopicPartition PARTITION = new TopicPartition("recordings", 0);

    private final MockConsumer<byte[], byte[]> client = new MockConsumer<>("earliest");
    private final PollingThread thread = new PollingThread(consumer());
    private final Lanes<String> lanes = new Lanes<>(
            new Unanswered(),
            Runnable::run,
            config(),
            InstantSource.system(),
            (delay, task) -> {},
            new IntakeMeters(new SimpleMeterRegistry()),
            null);

    @Test
    void aPollFromBeforeThePartitionWasLostDoesNotReachItsNextLane() {
        lanes.assigned(Set.of(PARTITION), thread);
        int generation = client.groupMetadata().generationId();
        lanes.offer(Map.of(PARTITION, List.of(message(500))), generation - 1);
        assertThat(queuedBytes()).isZero();
        lanes.offer(Map.of(PARTITION, List.of(message(100))), generation);
        assertThat(queuedBytes()).isPositive();
    }

    private long queuedBytes() {
        return lanes.status().getFirst().queuedBytes();
    }

    private static InboundMessage message(long offset) {
        return new InboundMessage(new Origin(PARTITION.topic(), 0, offset), 1, null, new byte[10], MessageHeaders.NONE);
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
