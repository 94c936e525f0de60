package dev.tapedeck.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.kafka.admin.TopicAdmin;
import dev.tapedeck.kafka.partition.PolledConsumer;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.LogRingIT;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.testing.LocalStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a consumer does not learn from polls, on a real broker that would create each topic that it is asked for. */
class ClusterWatchIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final String name = "watched-" + Long.toHexString(System.nanoTime());
    private static final String SERVERS = LocalStack.shared().addresses().get("kafka.bootstrap.servers");
    private static final Map<String, Object> SERVER = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, SERVERS);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TopicAdmin logs = new TopicAdmin(() -> SERVER);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PolledConsumer consumer = new PolledConsumer(SERVERS, name, Map.of());
    private final Queue<String> read = new ConcurrentLinkedQueue<>();
    private final Told told = new Told();
    private final ClusterWatch watch = new ClusterWatch(
            config(),
            InstantSource.system(),
            (delay, task) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS),
            logs,
            new IntakeMeters(meters));

    @AfterEach
    void close() {
        Logger.getLogger(ClusterWatch.class.getName()).removeHandler(told);
        timer.shutdownNow();
        consumer.close();
        logs.close();
    }

    @Test
    void aPartitionThatAnOpenTransactionHoldsBackIsToldOfUntilItIsDecided() {
        try (Admin admin = Admin.create(SERVER);
                KafkaProducer<byte[], byte[]> plain = producer(Map.of());
                KafkaProducer<byte[], byte[]> foreign =
                        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name))) {
            read(admin);
            foreign.initTransactions();
            send(plain, "before");
            await().atMost(LIMIT).until(() -> read.contains("before"));

            foreign.beginTransaction();
            send(foreign, "undone");
            send(plain, "behind");
            await().atMost(LIMIT).until(() -> held() == 1);
            assertThat(told.lines).singleElement().asString().contains("TD-0026", name + "-0");
            assertThat(read).containsExactly("before");
            foreign.abortTransaction();
            await().atMost(LIMIT).until(() -> held() == 0);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(read).containsExactly("before", "behind"));

            foreign.beginTransaction();
            send(foreign, "done");
            await().atMost(LIMIT).until(() -> held() == 1);
            assertThat(told.lines).hasSize(2);
            foreign.commitTransaction();
            await().atMost(LIMIT).until(() -> held() == 0);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(read).containsExactly("before", "behind", "done"));
        }
    }

    @Test
    void aTopicThatIsDeletedWhileItIsReadIsToldOfUntilItExistsAgainAndIsNotCreated() {
        try (Admin admin = Admin.create(SERVER);
                KafkaProducer<byte[], byte[]> plain = producer(Map.of())) {
            read(admin);
            send(plain, "before");
            await().atMost(LIMIT).until(() -> read.contains("before"));
            assertThat(watch.missing()).isEmpty();

            LogRingIT.get(admin.deleteTopics(List.of(name)).all());
            await().atMost(LIMIT).until(() -> watch.missing().equals(Set.of(name)));
            assertThat(told.lines)
                    .singleElement()
                    .asString()
                    .contains("TD-0002", "Topic " + name + " does not exist any more");
            // The consumer asks for its topic every second.
            await().during(Duration.ofSeconds(3))
                    .atMost(LIMIT)
                    .until(() -> watch.missing().equals(Set.of(name)));
            assertThat(LogRingIT.get(admin.listTopics().names())).doesNotContain(name);

            create(admin);
            await().atMost(LIMIT).until(() -> watch.missing().isEmpty());
        }
    }

    private void read(Admin admin) {
        create(admin);
        Logger.getLogger(ClusterWatch.class.getName()).addHandler(told);
        consumer.start(
                List.of(name),
                new Nothing(),
                (records, generation) ->
                        records.forEach(one -> read.add(new String(one.value(), StandardCharsets.UTF_8))));
        watch.follow(consumer.thread());
    }

    private void create(Admin admin) {
        LogRingIT.get(
                admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all());
    }

    private double held() {
        return meters.get("tapedeck.partitions.held").gauge().value();
    }

    /** The broker has it when this returns. */
    private void send(KafkaProducer<byte[], byte[]> producer, String text) {
        LogRingIT.get(producer.send(new ProducerRecord<>(name, text.getBytes(StandardCharsets.UTF_8))));
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(SERVER);
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static LaneConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(LaneConfig.class)
                .withDefaultValue("tapedeck.intake.stuck-after", "1s")
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(LaneConfig.class);
    }

    private static final class Nothing implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }

    private static final class Told extends Handler {

        final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord one) {
            if (one.getMessage().startsWith("TD-")) {
                lines.add(one.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
