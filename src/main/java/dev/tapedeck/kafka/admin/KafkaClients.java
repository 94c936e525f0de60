package dev.tapedeck.kafka.admin;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka clients for commands, which go by the settings of the channel {@code dead-letters}, and waits for them. */
@Singleton
public class KafkaClients {

    private static final String DEAD_LETTERS = "mp.messaging.outgoing.dead-letters.";
    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 20_000;
    private static final int FETCH_BYTES = 4 << 20;

    /** How long {@link #await} waits at most, which is beyond the clients' own limits. */
    private static final int AWAIT_SECONDS = 60;

    private final ChannelSettings channels;

    public KafkaClients(ChannelSettings channels) {
        this.channels = channels;
    }

    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = connection(ConsumerConfig.configNames());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Looking at a topic must not create it.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public Admin admin() {
        Map<String, Object> settings = connection(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return Admin.create(settings);
    }

    /** A producer of messages as large as those of the dead-letter topic. */
    public KafkaProducer<byte[], byte[]> producer(String transactionalId, int transactionMillis) {
        Map<String, Object> settings = connection(ProducerConfig.configNames());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionMillis);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> connection(Set<String> names) {
        return channels.client(DEAD_LETTERS, names);
    }

    /**
     * Waits for what a client returned. On the main thread of a command.
     *
     * @param what the request, in words for people
     * @throws KafkaUnavailableException when the request failed or took too long
     */
    public static <T> T await(String what, Future<T> answer) {
        try {
            return answer.get(AWAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException(what, e);
        }
    }

    /** Kafka has not done what a command needs. The message says what, in words for people. */
    public static final class KafkaUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public KafkaUnavailableException(String what, Throwable cause) {
            super(what + ": " + reason(cause), cause);
        }

        private static String reason(Throwable cause) {
            String message = cause.getMessage();
            return message == null ? cause.getClass().getSimpleName() : message;
        }
    }
}
