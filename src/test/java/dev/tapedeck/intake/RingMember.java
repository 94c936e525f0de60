package dev.tapedeck.intake;

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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One process as far as intake goes: a real consumer that polls, and real lanes behind it, with stages that are simple. */
final class RingMember implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ExecutorService polling = Executors.newSingleThreadExecutor();

    /** Where polls wait for their lanes, as between the connector's thread and an event loop. */
    private final ExecutorService context = Executors.newSingleThreadExecutor();

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final org.apache.kafka.clients.consumer.KafkaConsumer<byte[], byte[]> consumer;
    private final PolledRecords polled = new PolledRecords();
    private final Lanes<Long> lanes;
    private final PollingThread thread;
    private volatile boolean running = true;

    RingMember(String servers, Logs logs, SimulatedStages stages, String group, Collection<String> topics) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                1000,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
        consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                polled.customize("recordings", new SmallRyeConfigBuilder().build(), settings),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread = new PollingThread(connector(), polled);
        lanes = new Lanes<>(
                stages,
                pool,
                config(),
                InstantSource.system(),
                this::later,
                new IntakeMeters(new SimpleMeterRegistry()),
                BatchTraces.NONE,
                logs,
                null);
        polling.execute(() -> {
            consumer.subscribe(topics, new Rebalances());
            while (running) {
                turn();
            }
        });
    }

    /** How the lane of this topic is getting on. */
    String status(String topic) {
        return lanes.status().stream()
                .filter(lane -> lane.lane().topic().equals(topic))
                .toList()
                .toString();
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            int generation = consumer.groupMetadata().generationId();
            if (!records.isEmpty()) {
                context.execute(() -> offer(records, generation));
            }
        } catch (org.apache.kafka.common.KafkaException e) {
            // As the connector does: the next poll may go well.
        }
    }

    private void offer(ConsumerRecords<byte[], byte[]> records, int generation) {
        Map<TopicPartition, List<InboundMessage>> poll = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<InboundMessage> messages = new ArrayList<>();
            records.records(partition).forEach(one -> messages.add(KafkaTopicReader.message(one)));
            poll.put(partition, messages);
        }
        lanes.offer(poll, generation);
    }

    private void later(Duration delay, Runnable task) {
        if (running) {
            timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            lanes.assigned(partitions, thread);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (running) {
                lanes.revoked(partitions, thread);
            }
        }
    }

    private static IntakeConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(IntakeConfig.class)
                .withDefaultValue("tapedeck.intake.revoke-deadline", "5s")
                .withDefaultValue("tapedeck.intake.retry-min", "50ms")
                .withDefaultValue("tapedeck.intake.retry-max", "500ms")
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(IntakeConfig.class);
    }

    @SuppressWarnings("unchecked")
    private KafkaConsumer<byte[], byte[]> connector() {
        return (KafkaConsumer<byte[], byte[]>) Proxy.newProxyInstance(
                KafkaConsumer.class.getClassLoader(),
                new Class<?>[] {KafkaConsumer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "unwrap" -> consumer;
                    case "configuration" -> Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
                    case "runOnPollingThread" -> {
                        tasks.add(() -> ((Consumer<Object>) arguments[0]).accept(consumer));
                        yield Uni.createFrom().voidItem();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Dies as a process does: everything in memory is gone. */
    @Override
    public void close() {
        running = false;
        lanes.abort();
        polling.execute(() -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(2))));
        for (ExecutorService one : List.of(polling, context, pool, timer)) {
            one.shutdown();
        }
        try {
            polling.awaitTermination(30, TimeUnit.SECONDS);
            pool.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
