package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the Kafka clients of lanes that commit in transactions. Everything that blocks runs on threads of its own: one for
 * each lane that commits, which costs next to nothing as they are virtual.
 */
public final class TransactionClients implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final TransactionSettings settings;
    private final Admin admin;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("transactions-", 1).factory());

    public TransactionClients(TransactionSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.admin());
    }

    /** Runs what blocks, elsewhere. Answers there. */
    <T> Uni<T> call(Callable<T> blocking) {
        return Uni.createFrom()
                .item(() -> {
                    try {
                        return blocking.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (ExecutionException e) {
                        throw new CompletionException(e.getCause());
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                })
                .runSubscriptionOn(threads)
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    /**
     * Sends messages in the producer's open transaction, and returns their results in the same order. Stops at the first exception of
     * {@code send} and returns it as the last result. The result before it usually has the real cause.
     */
    public static List<Future<RecordMetadata>> send(
            Producer<byte[], byte[]> open, List<ProducerRecord<byte[], byte[]>> messages) {
        List<Future<RecordMetadata>> results = new ArrayList<>(messages.size());
        for (ProducerRecord<byte[], byte[]> message : messages) {
            try {
                results.add(open.send(message));
            } catch (KafkaException e) {
                results.add(CompletableFuture.failedFuture(e));
                break;
            }
        }
        return results;
    }

    /** Ends the partition's open transaction, whoever has begun it, and shuts that producer out. Does not block. */
    Uni<Void> fence(TopicPartition partition) {
        return Uni.createFrom()
                .completionStage(
                        () -> admin.fenceProducers(List.of(id(partition))).all().toCompletionStage())
                .onFailure(CompletionException.class)
                .transform(failure -> failure.getCause() == null ? failure : failure.getCause());
    }

    /** A producer for the partition's transactions, not yet initialised. */
    Producer<byte[], byte[]> producer(TopicPartition partition) {
        Map<String, Object> own = new HashMap<>(settings.producer());
        own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id(partition));
        own.put(ProducerConfig.CLIENT_ID_CONFIG, id(partition));
        return new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Closes the producer; what it has not committed is aborted now or by the next one. Blocks for a second at most. */
    void close(Producer<byte[], byte[]> producer) {
        producer.close(CLOSE_LIMIT);
    }

    /** The record for the topic of the message's channel. */
    ProducerRecord<byte[], byte[]> message(OutboundMessage message) {
        Headers headers = new RecordHeaders();
        message.headers().forEach(entry -> headers.add(entry.name(), entry.value()));
        Long timestamp = message.timestamp() < 0 ? null : message.timestamp();
        return new ProducerRecord<>(
                settings.topic(message.channel()), null, timestamp, message.key(), message.value(), headers);
    }

    private String id(TopicPartition partition) {
        return settings.group() + '-' + partition.topic() + '-' + partition.partition();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        admin.close(CLOSE_LIMIT);
    }
}
