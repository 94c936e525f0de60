package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.chaos.Extreme.Dimension;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever sizes strangers choose, a service with a small heap records it, or refuses it as a dead letter; it neither ends nor holds a
 * partition.
 */
@Tag("chaos")
class SmallHeapChaosIT {

    private static final int MESSAGES = Integer.getInteger("chaos.extreme.messages", 2_000);
    private static final int SESSIONS = Integer.getInteger("chaos.extreme.sessions", 300_000);
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int MIB = 1 << 20;

    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void messagesAtTheirBounds(int heap) {
        List<Extreme> messages = new ArrayList<>();
        for (Dimension one : Dimension.values()) {
            messages.add(extreme(Map.of(one, one.bound())));
            for (Dimension other : Dimension.values()) {
                if (one.compareTo(other) < 0) {
                    messages.add(extreme(Map.of(one, one.bound(), other, other.bound())));
                }
            }
        }
        while (messages.size() < MESSAGES) {
            Dimension one = any();
            Map<Dimension, Integer> sizes = new EnumMap<>(Map.of(one, part(one)));
            Dimension other = any();
            sizes.put(other, part(other));
            messages.add(extreme(sizes));
        }
        run(
                "extreme-" + heap,
                heap,
                producer -> messages.subList(0, Math.min(MESSAGES, messages.size()))
                        .forEach(message -> producer.send(message.message(System.currentTimeMillis()))));
    }

    /** Bodies of 33, 51 and 63 MiB, each a megabyte or so of gzip. */
    @ParameterizedTest
    @CsvSource({"384, 2", "256, 1"})
    void hundredsOfThousandsOfConsoleLinesUnderALongId(int heap, int recorded) {
        int[] lines = {250_000, 380_000, 470_000};
        List<Extreme> messages = IntStream.of(lines)
                .mapToObj(many -> extreme(Map.of(
                        Dimension.CONSOLE_LINES, many,
                        Dimension.CONSOLE_LINE_UNITS, 0,
                        Dimension.SESSION_ID_UNITS, 1_024)))
                .toList();
        run(
                "console-" + heap,
                heap,
                producer -> messages.forEach(message -> producer.send(message.message(System.currentTimeMillis()))),
                deployment -> {
                    for (int i = 0; i < lines.length; i++) {
                        String rows = "SELECT count() AS rows FROM log_entries WHERE startsWith(log_source_id, '"
                                + messages.get(i).session() + "')";
                        assertThat(deployment
                                        .books()
                                        .rows(rows)
                                        .getFirst()
                                        .path("rows")
                                        .asInt())
                                .as("rows of %d lines", lines[i])
                                .isEqualTo(i < recorded ? lines[i] : 0);
                    }
                    assertThat(deployment
                                    .instance(0)
                                    .run()
                                    .meters()
                                    .sum("tapedeck_dead_lettered_total", "reason=\"message_too_large\""))
                            .isEqualTo(lines.length - recorded);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void manySessionsOfLongIds(int heap) {
        run("sessions-" + heap, heap, producer -> {
            for (int i = 0; i < SESSIONS / 3; i++) {
                send(producer, Map.of(Dimension.DISTINCT_ID_UNITS, 4_096));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void backlogsOfSessions(int heap) {
        runKilledOnce("backlog-" + heap, heap, producer -> {
            for (int i = 0; i < SESSIONS; i++) {
                send(producer, Map.of(Dimension.DISTINCT_ID_UNITS, 200, Dimension.SESSION_ID_UNITS, 70));
            }
        });
    }

    private void send(KafkaProducer<byte[], byte[]> producer, Map<Dimension, Integer> sizes) {
        producer.send(extreme(sizes).message(System.currentTimeMillis()));
    }

    private interface Sending {

        void to(KafkaProducer<byte[], byte[]> producer);
    }

    private static void run(String name, int heap, Sending sending) {
        run(name, heap, sending, deployment -> {});
    }

    /** Sends first, so that the service finds a backlog. */
    private static void run(String name, int heap, Sending sending, Consumer<Deployment> then) {
        try (Report report = new Report(name);
                Deployment deployment = deployment(name, heap)) {
            long sent = send(deployment, sending);
            deployment.start();
            settle(deployment, report);
            Meters meters = deployment.instance(0).run().meters();
            double recorded = meters.sum("tapedeck_recorded_total");
            double dead = meters.sum("tapedeck_dead_lettered_total");
            report.add("messages", sent);
            report.add("recorded", recorded);
            report.add("dead letters", dead);
            assertThat(meters.sum("tapedeck_received_total")).isEqualTo(sent);
            assertThat(recorded + dead).isEqualTo(sent);
            then.accept(deployment);
        }
    }

    /** Kills it when a third is in rows: it must come back with the heap that it has. */
    private static void runKilledOnce(String name, int heap, Sending sending) {
        try (Report report = new Report(name);
                Deployment deployment = deployment(name, heap)) {
            long before = messagesInRows(deployment);
            long sent = send(deployment, sending);
            deployment.start();
            Instance instance = deployment.instance(0);
            await().atMost(LIMIT)
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .until(() -> messagesInRows(deployment) > before + sent / 3);
            instance.run().kill();
            report.add("in rows at the kill", messagesInRows(deployment) - before);
            deployment.start();
            settle(deployment, report);
            report.add("messages", sent);
            assertThat(messagesInRows(deployment) - before).isEqualTo(sent);
        }
    }

    private static Deployment deployment(String name, int heap) {
        Deployment deployment = new Deployment(name, 1);
        deployment
                .instance(0)
                .optimising()
                .withOption("-Xmx" + heap + "m")
                .with("mp.messaging.incoming.recordings.session.timeout.ms", "30000");
        return deployment;
    }

    /** Returns how many messages were sent. */
    private static long send(Deployment deployment, Sending sending) {
        Map<Integer, Long> before = deployment.offsets().ends();
        try (KafkaProducer<byte[], byte[]> producer =
                producer(deployment.stack().addresses())) {
            sending.to(producer);
        }
        return deployment.offsets().ends().entrySet().stream()
                .mapToLong(end -> end.getValue() - before.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    private static void settle(Deployment deployment, Report report) {
        long started = System.nanoTime();
        ServiceProcess run = deployment.instance(0).run();
        await().atMost(LIMIT).pollInterval(500, TimeUnit.MILLISECONDS).untilAsserted(() -> {
            assertThat(run.alive()).as("alive").isTrue();
            assertThat(deployment.offsets().settled())
                    .as(
                            "committed are %s of %s",
                            deployment.offsets().committed(),
                            deployment.offsets().ends())
                    .isTrue();
        });
        report.add("seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
        report.add("most resident, MiB", run.mostResidentBytes() / MIB);
        assertThat(run.live()).isTrue();
    }

    private static long messagesInRows(Deployment deployment) {
        return deployment
                .books()
                .rows("SELECT sum(message_count) AS messages FROM session_replay_events")
                .getFirst()
                .path("messages")
                .asLong();
    }

    private static KafkaProducer<byte[], byte[]> producer(StackAddresses addresses) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        addresses.get("kafka.bootstrap.servers"),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        64 << 20,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        Broker.REQUESTS_AT_A_TIME),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Dimension any() {
        return Dimension.values()[random.nextInt(Dimension.values().length)];
    }

    /** Of any order of magnitude. */
    private int part(Dimension dimension) {
        return (int) Math.max(1, Math.pow(dimension.bound(), random.nextDouble()));
    }

    private static Extreme extreme(Map<Dimension, Integer> sizes) {
        return Extreme.of(UUID.randomUUID().toString(), sizes);
    }
}
