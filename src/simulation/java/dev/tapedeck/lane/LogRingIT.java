package dev.tapedeck.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.kafka.admin.TopicAdmin;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.store.s3.SimulatedStore;
import dev.tapedeck.store.s3.SimulatedStore.Network;
import dev.tapedeck.summary.SimulatedRows;
import dev.tapedeck.testing.LocalStack;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random schedules on a real broker: messages, transactions that are committed and undone, retention, topics deleted and made
 * anew, logs that lose their end, offsets that somebody sets, members that die. Every message is recorded once, or it was told
 * that it may be missing. Each topic is a schedule; a round of them shares the broker, the group and the restarts.
 *
 * <p>Real: the broker, the consumer, lanes with all that belongs to them, the block store and the summary writer. Simulated:
 * objects, rows and the content of messages. Repeat with {@code -Dring.seed=N}.
 */
@Timeout(value = 40, unit = java.util.concurrent.TimeUnit.MINUTES)
public class LogRingIT {

    private static final int SCHEDULES = Integer.getInteger("ring.schedules", 12);
    private static final int AT_A_TIME = 25;
    private static final int STEPS = 12;
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);

    private final LocalStack stack = LocalStack.shared();
    private final String servers = stack.addresses().get("kafka.bootstrap.servers");
    private final Object lock = new Object();

    /** Requests arrive at once, one after the other. */
    private final Network network = new Network() {
        @Override
        public <T> Uni<T> request(Supplier<T> effect) {
            return Uni.createFrom().item(() -> {
                synchronized (lock) {
                    return effect.get();
                }
            });
        }
    };

    @Test
    void everyMessageIsRecordedOnceOrToldWhateverHappensToItsLog() {
        long seed = Long.getLong("ring.seed", System.nanoTime());
        int rounds = (SCHEDULES + AT_A_TIME - 1) / AT_A_TIME;
        for (int round = 0; round < rounds; round++) {
            new Round(seed + round, Math.min(AT_A_TIME, SCHEDULES - round * AT_A_TIME)).run();
            System.out.printf(
                    "ring: %d of %d schedules went well%n", Math.min(SCHEDULES, (round + 1) * AT_A_TIME), SCHEDULES);
        }
    }

    /** Mutiny looks for it at its first use, and fails where two threads do so at once. */
    @BeforeAll
    static void findContextManager() {
        assertThat(ContextManagerProvider.instance().getContextManager()).isNotNull();
    }

    private final class Round {

        private final long seed;
        private final Random random;
        private final String group;
        private final List<RingTopic> topics;
        private final Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, LogRingIT.this.servers));
        private final TopicAdmin logs =
                new TopicAdmin(() -> Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, LogRingIT.this.servers));
        private final SimulatedStore objects = new SimulatedStore();
        private final SimulatedRows rows = new SimulatedRows();
        private final SimulatedBroker book = new SimulatedBroker(0, new SimulatedTime(new Random(1)), Flaw.NONE);
        private RingMember member;
        private int producers;

        Round(long seed, int schedules) {
            this.seed = seed;
            random = new Random(seed);
            group = "ring-" + seed;
            topics = IntStream.range(0, schedules)
                    .mapToObj(number -> new RingTopic("ring-" + seed + "-" + number, group, admin, random))
                    .toList();
            topics.forEach(RingTopic::create);
            member = member();
        }

        private RingMember member() {
            SimulatedStages stages = new SimulatedStages(
                    random, network, book, objects.blockStore(network), rows.writer(network, false), false, Flaw.NONE);
            return new RingMember(
                    servers,
                    logs,
                    stages,
                    group,
                    topics.stream().map(RingTopic::name).toList());
        }

        void run() {
            try {
                for (int step = 0; step < STEPS; step++) {
                    step(step);
                }
                settle(topics);
                account();
            } finally {
                member.close();
                admin.deleteTopics(topics.stream().map(RingTopic::name).toList());
                admin.close();
                logs.close();
            }
        }

        private void step(int number) {
            try (KafkaProducer<byte[], byte[]> plain = producer(false);
                    KafkaProducer<byte[], byte[]> transactional = producer(true)) {
                for (RingTopic topic : topics) {
                    change(topic, plain, transactional);
                }
            }
            if (number == STEPS / 2) {
                loseEnds();
            } else if (random.nextInt(4) == 0) {
                restart();
            }
            if (random.nextInt(3) == 0) {
                settle(some());
            }
        }

        private void change(
                RingTopic topic, KafkaProducer<byte[], byte[]> plain, KafkaProducer<byte[], byte[]> transactional) {
            switch (random.nextInt(12)) {
                case 0 -> topic.recreate();
                case 1 -> topic.trim(true);
                case 2 -> topic.trim(false);
                case 3, 4 -> topic.transact(transactional, true);
                case 5 -> topic.transact(transactional, false);
                case 6, 7, 8, 9, 10 -> topic.produce(plain);
                default -> {}
            }
        }

        /** The member dies; meanwhile somebody may set offsets. */
        private void restart() {
            member.close();
            // What it had taken it cannot tell of any more.
            book.taken.clear();
            if (random.nextBoolean()) {
                RingTopic topic = topics.get(random.nextInt(topics.size()));
                topic.setBehindTheEnd();
            }
            member = member();
        }

        /** The broker comes back without the last messages of some logs; the member goes on. */
        private void loseEnds() {
            stack.stop("kafka");
            List<RingTopic> cut = some();
            LogSurgery surgery = new LogSurgery(stack.folder("kafka"));
            cut.forEach(topic -> surgery.cut(topic.name(), random.nextInt(6)));
            stack.start("kafka");
            cut.forEach(RingTopic::cut);
            // Once a log has grown again beyond what was committed, nobody can tell that it was cut.
            settle(cut);
        }

        private List<RingTopic> some() {
            return topics.stream().filter(topic -> random.nextInt(3) == 0).toList();
        }

        private void settle(Collection<RingTopic> some) {
            await().atMost(SETTLE_LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(some.stream()
                                    .filter(topic -> !topic.settled())
                                    .map(topic -> topic + ", lane " + member.status(topic.name())))
                            .as("not committed to its end in round %d", seed)
                            .isEmpty());
        }

        private void account() {
            Map<String, Integer> found = new HashMap<>();
            List<OffsetGap> gaps;
            synchronized (lock) {
                rows.rows()
                        .forEach(row -> new String(objects.read(row.url()), StandardCharsets.UTF_8)
                                .lines()
                                .forEach(event -> found.merge(event, 1, Integer::sum)));
                gaps = List.copyOf(book.gaps);
            }
            List<String> faults = new ArrayList<>();
            topics.forEach(topic -> faults.addAll(topic.faults(found, gaps, book)));
            System.out.printf(
                    "ring: round %d: %d messages, %d recorded, %d told to be missing%n",
                    seed,
                    topics.stream().mapToInt(RingTopic::size).sum(),
                    found.size(),
                    topics.stream().mapToInt(topic -> topic.told(found, gaps)).sum());
            assertThat(faults).as("-Dring.seed=%d; told was %s", seed, gaps).isEmpty();
        }

        private KafkaProducer<byte[], byte[]> producer(boolean transactional) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, transactional);
            if (transactional) {
                settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + producers++);
            }
            KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            if (transactional) {
                producer.initTransactions();
            }
            return producer;
        }
    }

    public static <T> T get(KafkaFuture<T> answer) {
        return get(answer.toCompletionStage().toCompletableFuture());
    }

    public static <T> T get(Future<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
