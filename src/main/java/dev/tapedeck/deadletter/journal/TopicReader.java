package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients;
import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics as they stand, each time with a consumer of its own. It assigns partitions to itself, joins no group and commits
 * nothing. It does not see what transactions have not committed. Every method blocks, and throws
 * {@link KafkaUnavailableException} when Kafka does not answer.
 */
@Singleton
public class TopicReader {

    private static final Duration POLL = Duration.ofMillis(500);

    /** Polls in a row without progress after which the broker counts as away. */
    private static final int PATIENCE = 60;

    private final KafkaClients clients;

    /** What is done with each message. */
    public interface Visitor {

        /** Looks at a message; false ends the reading. */
        boolean visit(InboundMessage message);
    }

    TopicReader(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Shows all messages that the topic holds now, in the order of their offsets within each partition.
     *
     * @param since leaves out what is before the first message with this timestamp or a later one; null reads from the beginning
     */
    public void read(String topic, @Nullable Instant since, Visitor visitor) {
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new KafkaException("there is no such topic");
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            begin(consumer, partitions, since);
            visit(consumer, ends, visitor);
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("the topic " + topic + " cannot be read", e);
        }
    }

    /** The message at this place, or null when there is none. */
    public @Nullable InboundMessage read(RecordPosition place) {
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        List<InboundMessage> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            boolean exists = consumer.partitionsFor(place.topic()).stream()
                    .anyMatch(info -> info.partition() == place.partition());
            if (!exists) {
                return null;
            }
            consumer.assign(List.of(partition));
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
            if (place.offset() >= ends.getOrDefault(partition, 0L)) {
                return null;
            }
            consumer.seek(partition, place.offset());
            visit(consumer, ends, message -> {
                found.add(message);
                return false;
            });
        } catch (KafkaException e) {
            throw new KafkaUnavailableException("the topic " + place.topic() + " cannot be read", e);
        }
        return found.stream()
                .filter(message -> message.origin().equals(place))
                .findFirst()
                .orElse(null);
    }

    /** Up to which offset, exclusive, a group has committed, by partition. Leaves out partitions without a commit. */
    public Map<Integer, Long> committed(String group, String topic) {
        try (Admin admin = clients.admin()) {
            KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> answer =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
            Map<Integer, Long> committed = new HashMap<>();
            KafkaClients.await("the offsets of the group " + group, answer).forEach((partition, offset) -> {
                if (partition.topic().equals(topic) && offset != null) {
                    committed.put(partition.partition(), offset.offset());
                }
            });
            return committed;
        }
    }

    private static void begin(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, @Nullable Instant since) {
        consumer.seekToBeginning(partitions);
        if (since == null) {
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
        for (Map.Entry<TopicPartition, @Nullable OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times).entrySet()) {
            OffsetAndTimestamp first = found.getValue();
            if (first == null) {
                consumer.seekToEnd(List.of(found.getKey()));
            } else {
                consumer.seek(found.getKey(), first.offset());
            }
        }
    }

    private static void visit(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Visitor visitor) {
        int idle = 0;
        while (consumer.assignment().stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
            var records = consumer.poll(POLL);
            idle = records.isEmpty() ? idle + 1 : 0;
            if (idle > PATIENCE) {
                throw new KafkaException("nothing has come for " + POLL.multipliedBy(PATIENCE));
            }
            for (ConsumerRecord<byte[], byte[]> one : records) {
                boolean inside = one.offset() < ends.getOrDefault(new TopicPartition(one.topic(), one.partition()), 0L);
                if (inside && !visitor.visit(InboundMessage.of(one))) {
                    return;
                }
            }
        }
    }
}
