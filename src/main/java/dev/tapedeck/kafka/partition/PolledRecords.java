package dev.tapedeck.kafka.partition;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages that polls bring, where they are polled. Between a poll and its lane lie threads and queues, so a
 * position of the consumer means nothing by itself: only with the count does a lane know which messages came before it.
 */
@Singleton
public class PolledRecords implements ClientCustomizer<Map<String, Object>> {

    private static final String CHANNEL = "recordings";
    private static final String KEY = "tapedeck.polled.records";

    private final Map<TopicPartition, Long> counts = new ConcurrentHashMap<>();

    public PolledRecords() {}

    /** Has the consumer of the recordings report what it polls. */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        if (!channel.equals(CHANNEL) || !client.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
            return client;
        }
        Map<String, Object> counting = new HashMap<>(client);
        List<Object> interceptors = new ArrayList<>();
        Object others = client.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        if (others instanceof List<?> list) {
            interceptors.addAll(list);
        } else if (others != null) {
            interceptors.addAll(List.of(others.toString().split("\\s*,\\s*")));
        }
        interceptors.add(Counter.class);
        counting.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, interceptors);
        counting.put(KEY, this);
        return counting;
    }

    /** A poll has brought these. On the polling thread. */
    void polled(ConsumerRecords<?, ?> records) {
        for (TopicPartition partition : records.partitions()) {
            counts.merge(partition, (long) records.records(partition).size(), Long::sum);
        }
    }

    /** The partition has come: counts from zero. On the polling thread. */
    void begin(TopicPartition partition) {
        counts.remove(partition);
    }

    /** How many messages of the partition have been polled since it came. On the polling thread. */
    long of(TopicPartition partition) {
        return counts.getOrDefault(partition, 0L);
    }

    /** Made by the consumer. */
    @RegisterForReflection
    public static final class Counter implements ConsumerInterceptor<byte[], byte[]> {

        private @Nullable PolledRecords target;

        public Counter() {}

        @Override
        public void configure(Map<String, ?> configuration) {
            target = (PolledRecords) configuration.get(KEY);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            Objects.requireNonNull(target).polled(records);
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }
}
