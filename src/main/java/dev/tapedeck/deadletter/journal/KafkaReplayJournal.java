package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients;
import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Keeps the notes in a compacted topic. */
@Singleton
class KafkaReplayJournal implements ReplayJournal {

    /**
     * One for all who replay, so that the newest shuts out the others.
     *
     * <p>What a command that died has left open holds up the readers of its partitions until this time is over, or until the
     * next command begins.
     */
    private static final String TRANSACTIONAL_ID = "tapedeck-dead-letters-replay";

    private static final int TRANSACTION_MILLIS = 30_000;

    private final KafkaClients clients;
    private final TopicReader reader;
    private final String topic;
    private final InstantSource clock;

    KafkaReplayJournal(KafkaClients clients, TopicReader reader, ReplayConfig config, InstantSource clock) {
        this.clients = clients;
        this.reader = reader;
        this.topic = config.journal();
        this.clock = clock;
    }

    @Override
    public void read(Consumer<ReplayNote> visitor) {
        if (exists()) {
            reader.read(topic, null, message -> {
                ReplayNote note = ReplayNoteJson.read(message.value());
                if (note != null) {
                    visitor.accept(note);
                }
                return true;
            });
        }
    }

    @Override
    public ReplayWriter open() {
        if (!exists()) {
            create();
        }
        KafkaProducer<byte[], byte[]> producer = clients.producer(TRANSACTIONAL_ID, TRANSACTION_MILLIS);
        try {
            producer.initTransactions();
            return new KafkaReplayWriter(producer, this::sizes, topic, clock);
        } catch (KafkaException e) {
            producer.close();
            throw new KafkaUnavailableException(
                    "the broker gives no transactions, without which nothing is replayed", e);
        }
    }

    private boolean exists() {
        return sizes(Set.of(topic)).containsKey(topic);
    }

    /** How many partitions those of these topics have that exist. To ask creates none, with whatever settings the broker has. */
    private Map<String, Integer> sizes(Set<String> topics) {
        Map<String, Integer> sizes = new HashMap<>();
        try (Admin admin = clients.admin()) {
            admin.describeTopics(topics).topicNameValues().forEach((name, answer) -> {
                try {
                    sizes.put(
                            name,
                            KafkaClients.await("the topic " + name, answer)
                                    .partitions()
                                    .size());
                } catch (KafkaUnavailableException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                }
            });
        }
        return sizes;
    }

    private void create() {
        NewTopic journal = new NewTopic(topic, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = clients.admin()) {
            KafkaClients.await(
                    "the topic " + topic + " cannot be created",
                    admin.createTopics(List.of(journal)).all());
        }
    }
}
