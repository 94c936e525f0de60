package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.admin.ChannelSettings;
import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
import org.eclipse.microprofile.config.Config;

/**
 * Makes the Kafka clients of lanes that commit in transactions. Everything that blocks runs on threads of its own: one for
 * each lane that commits, which costs next to nothing as they are virtual.
 */
public final class TransactionClients implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final Settings settings;
    private final Admin admin;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("transactions-", 1).factory());

    public TransactionClients(Settings settings) {
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

    /**
     * What transactions take from the channels' configuration: servers, security and limits from {@code dead-letters}, topics from
     * every channel that takes part. One transaction cannot span two clusters. A lane must not begin while the outcome of an earlier
     * owner's transaction is open. A configuration that would allow either is refused.
     *
     * @param group the consumer group
     * @param topics by channel
     * @param producer settings of the producers
     * @param admin settings of the client that ends what others have left open
     */
    public record Settings(
            String group, Map<String, String> topics, Map<String, Object> producer, Map<String, Object> admin) {

        private static final String IN = "mp.messaging.incoming.recordings.";
        private static final String OUT = "mp.messaging.outgoing.";
        private static final String LEAD = OUT + "dead-letters.";
        private static final List<String> CHANNELS =
                List.of("dead-letters", "overflow", "replay-events", "log-entries");

        /** Large enough to gather small copies; a larger message is a request of its own. */
        private static final int BATCH_BYTES = 128 << 10;

        public Settings {
            topics = Map.copyOf(topics);
            producer = Map.copyOf(producer);
            admin = Map.copyOf(admin);
        }

        /**
         * The settings in this configuration.
         *
         * @throws IllegalArgumentException naming the key, if transactions cannot go by this configuration
         */
        public static Settings of(Config config) {
            ChannelSettings channels = new ChannelSettings(config);
            String isolation = config.getOptionalValue(IN + ConsumerConfig.ISOLATION_LEVEL_CONFIG, String.class)
                    .orElse("read_uncommitted");
            if (!isolation.equals("read_committed")) {
                throw new IllegalArgumentException(IN + ConsumerConfig.ISOLATION_LEVEL_CONFIG
                        + " must be read_committed with tapedeck.intake.transactions, but is " + isolation);
            }
            Map<String, String> topics = new HashMap<>();
            for (String channel : CHANNELS) {
                topics.put(
                        channel,
                        config.getOptionalValue(OUT + channel + ".topic", String.class)
                                .orElse(channel));
                expectSameServers(channels, OUT + channel + '.');
            }
            Map<String, Object> producer = channels.client(LEAD, ProducerConfig.configNames());
            producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            producer.put(ProducerConfig.ACKS_CONFIG, "all");
            producer.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
            producer.keySet().removeAll(Set.of("key.serializer", "value.serializer"));
            return new Settings(
                    config.getOptionalValue(IN + "group.id", String.class)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    IN + "group.id must name a group with tapedeck.intake.transactions")),
                    topics,
                    producer,
                    channels.client(LEAD, AdminClientConfig.configNames()));
        }

        String topic(String channel) {
            return Objects.requireNonNull(topics.get(channel), channel);
        }

        private static void expectSameServers(ChannelSettings channels, String channel) {
            String lane = servers(channels, IN);
            String out = servers(channels, channel);
            if (!lane.equals(out)) {
                throw new IllegalArgumentException(channel + "bootstrap.servers must be those of " + IN
                        + "bootstrap.servers with tapedeck.intake.transactions, but they are " + out + " and " + lane);
            }
        }

        private static String servers(ChannelSettings channels, String channel) {
            String key = "bootstrap.servers";
            return String.valueOf(channels.client(channel, Set.of(key)).get(key));
        }
    }
}
