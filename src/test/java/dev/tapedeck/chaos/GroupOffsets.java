package dev.tapedeck.chaos;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the service's group has come in the recordings' topic. */
final class GroupOffsets implements AutoCloseable {

    private static final String GROUP = "session-recordings-blob-v2";

    private final Admin admin;

    GroupOffsets(StackAddresses addresses) {
        admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.get("kafka.bootstrap.servers")));
    }

    /** What is committed, with the metadata. */
    Map<Integer, OffsetAndMetadata> committed() {
        Map<Integer, OffsetAndMetadata> offsets = new HashMap<>();
        get(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(Broker.RECORDINGS)) {
                        offsets.put(partition.partition(), offset);
                    }
                });
        return offsets;
    }

    /** Where each partition of the recordings' topic ends. */
    Map<Integer, Long> ends() {
        return ends(Broker.RECORDINGS);
    }

    /** Where each partition of this topic ends. */
    Map<Integer, Long> ends(String topic) {
        Map<TopicPartition, OffsetSpec> wanted =
                get(admin.describeTopics(List.of(topic)).allTopicNames())
                        .values()
                        .iterator()
                        .next()
                        .partitions()
                        .stream()
                        .collect(Collectors.toMap(
                                info -> new TopicPartition(topic, info.partition()), info -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        get(admin.listOffsets(wanted).all())
                .forEach((partition, result) -> ends.put(partition.partition(), result.offset()));
        return ends;
    }

    /** Whether everything is committed and no batch is announced. */
    boolean settled() {
        Map<Integer, OffsetAndMetadata> committed = committed();
        return ends().entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return end.getValue() == 0
                    || offset != null
                            && offset.offset() == end.getValue()
                            && !offset.metadata().contains(",@");
        });
    }

    /** Deletes the partition's messages before this offset, as retention does. */
    void delete(int partition, long before) {
        get(admin.deleteRecords(
                        Map.of(new TopicPartition(Broker.RECORDINGS, partition), RecordsToDelete.beforeOffset(before)))
                .all());
    }

    @Override
    public void close() {
        admin.close();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
