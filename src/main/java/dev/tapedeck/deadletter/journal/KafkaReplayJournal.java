package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.admin.KafkaClients;
import dev.tapedeck.kafka.admin.KafkaClients.KafkaUnavailableException;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.kafka.partition.TransactionClients;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
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
    public void read(Consumer<Note> visitor) {
        if (exists()) {
            reader.read(topic, null, message -> {
                Note note = ReplayNoteJson.read(message.value());
                if (note != null) {
                    visitor.accept(note);
                }
                return true;
            });
        }
    }

    @Override
    public Writer open() {
        if (!exists()) {
            create();
        }
        KafkaProducer<byte[], byte[]> producer = clients.producer(TRANSACTIONAL_ID, TRANSACTION_MILLIS);
        try {
            producer.initTransactions();
            return new KafkaWriter(producer, this::sizes, topic, clock);
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

    /** One transaction for each call. */
    static final class KafkaWriter implements Writer {

        private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

        /** How often a commit is asked for that is not answered; each time the client waits for a minute. */
        private static final int COMMITS = 3;

        private static final String FAILED = "the messages could not be put back";
        private static final String IN_DOUBT = "it is not known whether the last messages were put back;"
                + " the next replay reads it from the journal, and does none twice";

        private final Producer<byte[], byte[]> producer;
        private final Function<Set<String>, Map<String, Integer>> sizes;
        private final String journal;
        private final InstantSource clock;

        /** The partitions that were there when they were asked for. */
        private final Set<TopicPartition> known = new HashSet<>();

        /**
         * @param producer its transactions begun; closed with this
         * @param sizes tells how many partitions topics have; leaves those out that do not exist
         */
        KafkaWriter(
                Producer<byte[], byte[]> producer,
                Function<Set<String>, Map<String, Integer>> sizes,
                String journal,
                InstantSource clock) {
            this.producer = producer;
            this.sizes = sizes;
            this.journal = journal;
            this.clock = clock;
        }

        @Override
        public List<Note> put(List<Replay> replays) {
            List<Note> notes = send(replays);
            commit();
            return notes;
        }

        private List<Note> send(List<Replay> replays) {
            try {
                producer.beginTransaction();
                List<Note> notes = notes(replays, sendAll(replays));
                for (Note note : notes) {
                    producer.send(new ProducerRecord<>(
                            journal, ReplayNoteJson.key(note.origin()), ReplayNoteJson.write(note)));
                }
                return notes;
            } catch (KafkaException e) {
                throw undone(new KafkaUnavailableException(FAILED, e));
            } catch (ReplayRefused e) {
                undo(e);
                throw e;
            } catch (KafkaUnavailableException e) {
                throw undone(e);
            }
        }

        /** A commit without an answer may have been carried out: it cannot be undone any more, only asked for again. */
        private void commit() {
            for (int attempt = 1; ; attempt++) {
                try {
                    producer.commitTransaction();
                    return;
                } catch (TimeoutException e) {
                    if (attempt == COMMITS) {
                        throw new KafkaUnavailableException(IN_DOUBT, e);
                    }
                } catch (KafkaException e) {
                    KafkaUnavailableException failed = undone(new KafkaUnavailableException(FAILED, e));
                    throw failed.getSuppressed().length == 0 ? failed : new KafkaUnavailableException(IN_DOUBT, e);
                }
            }
        }

        private void undo(ReplayRefused refused) {
            try {
                producer.abortTransaction();
            } catch (KafkaException e) {
                throw new KafkaUnavailableException(
                        "what was put back beside " + refused.letter() + " cannot be undone", e);
            }
        }

        /** At once where that is possible, so that readers need not wait for the end of the transaction's time. */
        private KafkaUnavailableException undone(KafkaUnavailableException trouble) {
            try {
                producer.abortTransaction();
            } catch (KafkaException | IllegalStateException e) {
                trouble.addSuppressed(e);
            }
            return trouble;
        }

        /** Where they are, in the same order, once the broker has them all. */
        private List<RecordPosition> sendAll(List<Replay> replays) {
            expectPartitions(replays);
            List<Future<RecordMetadata>> underWay = TransactionClients.send(
                    producer, replays.stream().map(KafkaWriter::sent).toList());
            producer.flush();
            List<RecordPosition> targets = new ArrayList<>();
            for (int i = 0; i < underWay.size(); i++) {
                targets.add(target(replays.get(i), underWay.get(i)));
            }
            return targets;
        }

        /**
         * The producer would wait for a partition that does not exist, and its own question would have many a broker create the topic.
         */
        private void expectPartitions(List<Replay> replays) {
            List<Replay> unknown = replays.stream()
                    .filter(replay -> !known.contains(partition(replay)))
                    .toList();
            if (unknown.isEmpty()) {
                return;
            }
            Map<String, Integer> found = sizes.apply(
                    unknown.stream().map(replay -> replay.origin().topic()).collect(Collectors.toSet()));
            for (Replay replay : unknown) {
                RecordPosition origin = replay.origin();
                if (origin.partition() >= found.getOrDefault(origin.topic(), 0)) {
                    throw new ReplayRefused(
                            replay.letter(), "the topic " + origin.topic() + " has no partition " + origin.partition());
                }
                known.add(partition(replay));
            }
        }

        private static TopicPartition partition(Replay replay) {
            return new TopicPartition(replay.origin().topic(), replay.origin().partition());
        }

        private static RecordPosition target(Replay replay, Future<RecordMetadata> answer) {
            try {
                RecordMetadata there =
                        KafkaClients.await("the message of " + replay.letter() + " could not be put back", answer);
                return new RecordPosition(there.topic(), there.partition(), there.offset());
            } catch (KafkaUnavailableException e) {
                if (e.getCause() instanceof RecordTooLargeException || e.getCause() instanceof InvalidRecordException) {
                    throw new ReplayRefused(
                            replay.letter(), String.valueOf(e.getCause().getMessage()));
                }
                throw e;
            }
        }

        private static ProducerRecord<byte[], byte[]> sent(Replay replay) {
            RecordPosition origin = replay.origin();
            ProducerRecord<byte[], byte[]> sent =
                    new ProducerRecord<>(origin.topic(), origin.partition(), replay.key(), replay.value());
            replay.headers().entries().forEach(entry -> sent.headers().add(entry.name(), entry.value()));
            return sent;
        }

        private List<Note> notes(List<Replay> replays, List<RecordPosition> targets) {
            String user = System.getProperty("user.name", "");
            List<Note> notes = new ArrayList<>();
            for (int i = 0; i < replays.size(); i++) {
                Replay replay = replays.get(i);
                notes.add(new Note(replay.origin(), replay.letter(), targets.get(i), clock.instant(), user));
            }
            return notes;
        }

        /** A transaction that is open is undone. */
        @Override
        public void close() {
            producer.close(CLOSE_LIMIT);
        }
    }
}
