package dev.tapedeck.kafka.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Sending within a producer's open transaction. */
public final class TransactionSends {

    private TransactionSends() {}

    /**
     * Sends messages, and gives their answers in the same order. What the client throws ends the sending, and is the last answer: it
     * throws at whatever follows a message that it has refused, and that one's own answer, which comes before, says more.
     */
    public static List<Future<RecordMetadata>> send(
            Producer<byte[], byte[]> open, List<ProducerRecord<byte[], byte[]>> messages) {
        List<Future<RecordMetadata>> answers = new ArrayList<>(messages.size());
        for (ProducerRecord<byte[], byte[]> message : messages) {
            try {
                answers.add(open.send(message));
            } catch (KafkaException e) {
                answers.add(CompletableFuture.failedFuture(e));
                break;
            }
        }
        return answers;
    }
}
