package dev.tapedeck.kafka.partition;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real consumer in a group, polled on a thread of its own as the connector does it. */
public final class PolledConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ExecutorService polling = Executors.newSingleThreadExecutor();
    private final org.apache.kafka.clients.consumer.KafkaConsumer<byte[], byte[]> consumer;
    private final ConsumerThread thread;
    private volatile boolean running = true;

    /** Takes what a poll brings, on the polling thread. */
    public interface Polls {
        void polled(ConsumerRecords<byte[], byte[]> records, int generation);
    }

    /** @param settings beside those of every consumer of recordings */
    public PolledConsumer(String servers, String group, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
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
        all.putAll(settings);
        PolledRecords polled = new PolledRecords();
        consumer = new org.apache.kafka.clients.consumer.KafkaConsumer<>(
                polled.customize("recordings", new SmallRyeConfigBuilder().build(), all),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        thread = new ConsumerThread(connector(), polled);
    }

    public ConsumerThread thread() {
        return thread;
    }

    /** Joins the group and polls until the end. */
    public void start(Collection<String> topics, ConsumerRebalanceListener rebalances, Polls polls) {
        polling.execute(() -> {
            consumer.subscribe(topics, rebalances);
            while (running) {
                turn(polls);
            }
        });
    }

    private void turn(Polls polls) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                polls.polled(records, consumer.groupMetadata().generationId());
            }
        } catch (KafkaException e) {
            // As the connector does: the next poll may go well.
        }
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

    /** Polls no more and leaves the group. */
    @Override
    public void close() {
        running = false;
        polling.execute(() -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(2))));
        polling.shutdown();
        try {
            polling.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
