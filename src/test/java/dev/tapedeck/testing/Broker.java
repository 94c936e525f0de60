package dev.tapedeck.testing;

import dev.tapedeck.readback.StackAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Both ends of Kafka: what is sent to the service, what it has committed, and what it has sent elsewhere. */
public final class Broker implements AutoCloseable {

    public static final String RECORDINGS = "session_recording_snapshot_item_events";
    public static final String DEAD_LETTERS = "session_recording_snapshot_item_dlq";
    public static final String OVERFLOW = "session_recording_snapshot_item_overflow";

    /**
     * How many requests a producer may have under way. A server that has just started, or made the topic, may refuse the first of
     * several and take the second: they change places, and the producer then goes on with a few messages a second.
     */
    public static final int REQUESTS_AT_A_TIME = 1;

    private static final String GROUP = "session-recordings-blob-v2";
    private static final int MAX_REQUEST = 65 << 20;
    private static final Duration READ_LIMIT = Duration.ofMinutes(1);

    /** How long a fetch waits for more than there is: nobody waits for more here. */
    private static final int FETCH_WAIT_MILLIS = 10;

    private final Map<String, Object> server;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;

    public Broker(StackAddresses addresses) {
        this.server =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) addresses.get("kafka.bootstrap.servers"));
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        addresses.get("kafka.bootstrap.servers"),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        MAX_REQUEST,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        2L * MAX_REQUEST,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        REQUESTS_AT_A_TIME),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.admin = Admin.create(server);
    }

    /** Sends a record and waits until the broker has it. */
    public RecordMetadata send(ProducerRecord<byte[], byte[]> message) {
        try {
            return producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends records without waiting for each, then waits until the broker has them all; in the order given. */
    public List<RecordMetadata> sendAll(List<ProducerRecord<byte[], byte[]>> messages) {
        List<Future<RecordMetadata>> underWay =
                messages.stream().map(producer::send).toList();
        List<RecordMetadata> sent = new ArrayList<>();
        try {
            for (Future<RecordMetadata> one : underWay) {
                sent.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return sent;
    }

    /** Changes a setting of a topic. */
    public void configure(String topic, String setting, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(change)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The offset that the service has committed for the partition; 0 when none. */
    public long committed(int partition) {
        try {
            OffsetAndMetadata found = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(RECORDINGS, partition));
            return found == null ? 0 : found.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The sum of the ends of a topic's partitions; 0 when there is no such topic. */
    public long end(String topic) {
        try {
            if (!admin.listTopics().names().get().contains(topic)) {
                return 0;
            }
            Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(description -> description
                            .partitions()
                            .forEach(one ->
                                    partitions.put(new TopicPartition(topic, one.partition()), OffsetSpec.latest())));
            return admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Everything that the topic holds now. */
    public List<ConsumerRecord<byte[], byte[]>> content(String topic) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                server.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                MAX_REQUEST,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                FETCH_WAIT_MILLIS,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> content = new ArrayList<>();
            long began = System.nanoTime();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < end(ends, one))) {
                if (System.nanoTime() - began > READ_LIMIT.toNanos()) {
                    throw new IllegalStateException(
                            topic + " cannot be read to its ends " + ends + " within " + READ_LIMIT);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(content::add);
            }
            return content;
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        Long end = ends.get(partition);
        return end == null ? 0 : end;
    }
}
