package dev.tapedeck.kafka.admin;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;

/** Makes Kafka clients for commands, with addresses, TLS and SASL as the channels have them. */
@Singleton
public class KafkaClients {

    private static final String DEAD_LETTERS = "mp.messaging.outgoing.dead-letters.";
    private static final String ALL = "kafka.";
    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 20_000;
    private static final int FETCH_BYTES = 4 << 20;

    private final Config config;

    public KafkaClients(Config config) {
        this.config = config;
    }

    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = connection(ConsumerConfig.configNames());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // To look at a topic must not make it, with whatever settings the broker has.
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

    /** Limits and connection of the channel {@code dead-letters}, then those of all channels. */
    private Map<String, Object> connection(Set<String> names) {
        Map<String, Object> settings = new HashMap<>();
        for (String name : names) {
            config.getOptionalValue(DEAD_LETTERS + name, String.class)
                    .or(() -> config.getOptionalValue(ALL + name, String.class))
                    .ifPresent(value -> settings.put(name, value));
        }
        return settings;
    }
}
