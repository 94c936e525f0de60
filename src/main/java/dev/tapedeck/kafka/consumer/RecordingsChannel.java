package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.Lanes;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where messages come in: hands every poll to the lanes and is ready for the next one at once. */
@ApplicationScoped
class RecordingsChannel {

    private final Lanes<?> lanes;

    RecordingsChannel(Lanes<?> lanes) {
        this.lanes = lanes;
    }

    /**
     * On an event loop, which it leaves at once: a poll may have millions of headers. One poll after the other. Lanes commit by
     * themselves, so nothing is acknowledged here.
     */
    @Incoming("recordings")
    @Acknowledgment(Acknowledgment.Strategy.NONE)
    Uni<Void> consume(
            ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata) {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> lanes.offer(messages(records), metadata.getConsumerGroupGenerationId()));
    }

    private static Map<TopicPartition, List<InboundMessage>> messages(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, List<InboundMessage>> poll = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> slice = records.records(partition);
            List<InboundMessage> messages = new ArrayList<>(slice.size());
            slice.forEach(one -> messages.add(InboundMessage.of(one)));
            poll.put(partition, messages);
        }
        return poll;
    }
}
