package dev.tapedeck.bench;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.testing.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic of messages, each recording's sessions copied under other ids, that a consumer group of the same name reads. */
final class DrainTopic implements AutoCloseable {

    private final String name;
    private final Admin admin;
    private final Map<String, Object> server;
    private long messages;
    private long bytes;

    DrainTopic(String name, int partitions, String bootstrap) throws InterruptedException {
        this.name = name;
        server = Map.of("bootstrap.servers", bootstrap);
        admin = Admin.create(server);
        answer(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
    }

    /** Sends copies of the messages, one whole copy after another, until there are {@code least} bytes of bodies. */
    void fill(List<InboundMessage> recording, long least) {
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        Map<String, Object> settings = new HashMap<>(server);
        settings.put("max.in.flight.requests.per.connection", Broker.REQUESTS_AT_A_TIME);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long copy = 0; bytes < least; copy++) {
                for (InboundMessage message : recording) {
                    producer.send(copied(message, copy), (sent, failure) -> refused.compareAndSet(null, failure));
                    messages++;
                    bytes += Workload.body(message).length;
                }
            }
        }
        if (refused.get() != null) {
            throw new IllegalStateException("not all messages could be sent", refused.get());
        }
    }

    private ProducerRecord<byte[], byte[]> copied(InboundMessage message, long copy) {
        byte[] session = Objects.requireNonNull(message.key());
        UUID old = UUID.fromString(new String(session, StandardCharsets.US_ASCII));
        byte[] renamed = new UUID(old.getMostSignificantBits() + copy, old.getLeastSignificantBits())
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(name, renamed, replaced(Workload.body(message), session, renamed));
        for (MessageHeaders.Entry header : message.headers().entries()) {
            record.headers().add(header.name(), replaced(Objects.requireNonNull(header.value()), session, renamed));
        }
        return record;
    }

    /** A copy with every {@code old} overwritten by {@code renamed}, which is as long. */
    private static byte[] replaced(byte[] text, byte[] old, byte[] renamed) {
        byte[] copy = text.clone();
        for (int i = 0; i + old.length <= copy.length; i++) {
            if (copy[i] == old[0] && Arrays.equals(copy, i, i + old.length, old, 0, old.length)) {
                System.arraycopy(renamed, 0, copy, i, old.length);
            }
        }
        return copy;
    }

    String name() {
        return name;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** How many messages the group has committed. */
    long committed() throws InterruptedException {
        return offsets().values().stream().mapToLong(offset -> offset.offset()).sum();
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets() throws InterruptedException {
        return answer(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
    }

    /** Where each partition stands that is not committed to its end, for a message to whoever waits for it. */
    String behind() throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = offsets();
        Map<TopicPartition, OffsetSpec> all = committed.keySet().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = answer(admin.listOffsets(all).all());
        List<String> behind = new ArrayList<>();
        committed.forEach((partition, offset) -> {
            long end = Objects.requireNonNull(ends.get(partition)).offset();
            if (offset.offset() < end) {
                behind.add(partition + " " + offset + " of " + end);
            }
        });
        return String.join(", ", behind);
    }

    private static <T> T answer(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes the topic. */
    @Override
    public void close() throws InterruptedException {
        answer(admin.deleteTopics(List.of(name)).all());
        admin.close();
    }
}
