package dev.tapedeck.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** Somebody else's transaction stays open on a real broker. */
class OpenTransactionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NAME = "open-" + Long.toHexString(System.nanoTime());
    private static final String SERVERS = LocalStack.shared().addresses().get("kafka.bootstrap.servers");
    private static final Map<String, Object> SERVER = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, SERVERS);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final BrokerDesk logs = new BrokerDesk(SERVER);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final PolledConsumer consumer = new PolledConsumer(SERVERS, NAME, Map.of());
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
    void aPartitionThatItHoldsBackIsToldOfUntilItIsDecided() {
        Logger.getLogger(ClusterWatch.class.getName()).addHandler(told);
        try (Admin admin = Admin.create(SERVER);
                KafkaProducer<byte[], byte[]> plain = producer(Map.of());
                KafkaProducer<byte[], byte[]> foreign =
                        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, NAME))) {
            LogRingIT.get(admin.createTopics(List.of(new NewTopic(NAME, 1, (short) 1)))
                    .all());
            consumer.start(
                    List.of(NAME),
                    new Nothing(),
                    (records, generation) ->
                            records.forEach(one -> read.add(new String(one.value(), StandardCharsets.UTF_8))));
            watch.follow(consumer.thread());
            foreign.initTransactions();
            send(plain, "before");
            await().atMost(LIMIT).until(() -> read.contains("before"));

            foreign.beginTransaction();
            send(foreign, "undone");
            send(plain, "behind");
            await().atMost(LIMIT).until(() -> held() == 1);
            assertThat(told.lines).singleElement().asString().contains("TD-0026", NAME + "-0");
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

    private double held() {
        return meters.get("tapedeck.partitions.held").gauge().value();
    }

    /** The broker has it when this returns. */
    private static void send(KafkaProducer<byte[], byte[]> producer, String text) {
        LogRingIT.get(producer.send(new ProducerRecord<>(NAME, text.getBytes(StandardCharsets.UTF_8))));
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(SERVER);
        all.putAll(settings);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static IntakeConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(IntakeConfig.class)
                .withDefaultValue("tapedeck.intake.stuck-after", "1s")
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(IntakeConfig.class);
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
            lines.add(one.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
