package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.chaos.Extreme.Dimension;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    private static final int MANY_SESSIONS = Integer.getInteger("chaos.extreme.many-sessions", 1_000_000);

    /** Sessions that several messages have. */
    private static final int SHARED = 20;

    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int MIB = 1 << 20;

    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void messagesAtTheirBounds(int heap) {
        List<Extreme> messages = atTheirBounds(largestBody(heap));
        run("extreme-" + heap, heap, producer -> send(producer, messages.stream()));
    }

    /** Each dimension alone and in pairs as large as a body has room for, then any sizes in bodies around that one. */
    private List<Extreme> atTheirBounds(int body) {
        List<Extreme> messages = new ArrayList<>();
        for (Dimension one : Dimension.values()) {
            for (Dimension other : Dimension.values()) {
                if (one.compareTo(other) <= 0) {
                    messages.add(extreme(pair(one, one.bound(), other, other.bound()), body));
                }
            }
        }
        List<String> sessions =
                Stream.generate(SmallHeapChaosIT::session).limit(SHARED).toList();
        while (messages.size() < MESSAGES) {
            Dimension one = any();
            Dimension other = any();
            String session = random.nextBoolean() ? session() : sessions.get(random.nextInt(SHARED));
            int most = (int) (body * random.nextDouble(0.9, 1.2));
            messages.add(Extreme.of(session, pair(one, part(one), other, part(other)), most));
        }
        Collections.shuffle(messages, random);
        return messages.subList(0, MESSAGES);
    }

    private static Map<Dimension, Integer> pair(Dimension one, int size, Dimension other, int otherSize) {
        Map<Dimension, Integer> sizes = new EnumMap<>(Map.of(one, size));
        sizes.put(other, otherSize);
        return sizes;
    }

    /** A little less than the service takes by default: the virtual machine keeps a part of its heap for itself. */
    private static int largestBody(int heap) {
        return (int) Math.min(64L << 20, LargeBodyBudget.capacityBytes((long) heap * MIB * 15 / 16));
    }

    /** Bodies of 33, 51 and 63 MiB, each a megabyte or so of gzip. */
    @ParameterizedTest
    @CsvSource({"384, 2", "256, 1"})
    void hundredsOfThousandsOfConsoleLinesUnderALongId(int heap, int recorded) {
        int[] lines = {250_000, 380_000, 470_000};
        List<Extreme> messages = IntStream.of(lines)
                .mapToObj(many -> extreme(
                        Map.of(
                                Dimension.CONSOLE_LINES, many,
                                Dimension.CONSOLE_LINE_UNITS, 0,
                                Dimension.SESSION_ID_UNITS, 1_024),
                        Integer.MAX_VALUE))
                .toList();
        run("console-" + heap, heap, producer -> send(producer, messages.stream()), deployment -> {
            for (int i = 0; i < lines.length; i++) {
                String rows = "SELECT count() AS rows FROM log_entries WHERE startsWith(log_source_id, '"
                        + messages.get(i).session() + "')";
                assertThat(deployment.books().rows(rows).getFirst().path("rows").asInt())
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
        run("sessions-" + heap, heap, sessions(SESSIONS / 3, Map.of(Dimension.DISTINCT_ID_UNITS, 4_096)));
    }

    /** With ids as capture makes them. They are to be taken in five minutes. */
    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void aMillionSessions(int heap) {
        run("million-" + heap, heap, sessions(MANY_SESSIONS, Map.of(Dimension.DISTINCT_ID_UNITS, 40)));
    }

    @ParameterizedTest
    @ValueSource(ints = {384, 256})
    void backlogsOfSessions(int heap) {
        runKilledOnce(
                "backlog-" + heap,
                heap,
                sessions(SESSIONS, Map.of(Dimension.DISTINCT_ID_UNITS, 200, Dimension.SESSION_ID_UNITS, 70)));
    }

    /** A message each. */
    private static Sending sessions(int many, Map<Dimension, Integer> sizes) {
        return producer -> send(
                producer,
                Stream.generate(() -> extreme(sizes, Integer.MAX_VALUE)).limit(many));
    }

    private static long send(KafkaProducer<byte[], byte[]> producer, Stream<Extreme> messages) {
        BodyWriter writer = new BodyWriter();
        return messages.map(message -> producer.send(message.message(System.currentTimeMillis(), writer)))
                .filter(Objects::nonNull)
                .count();
    }

    private interface Sending {

        /** Returns how many messages were sent. */
        long to(KafkaProducer<byte[], byte[]> producer);
    }

    private static void run(String name, int heap, Sending sending) {
        run(name, heap, sending, deployment -> {});
    }

    /** Sends first, so that the service finds a backlog. */
    private static void run(String name, int heap, Sending sending, Consumer<Deployment> then) {
        try (Report report = new Report(name);
                Deployment deployment = deployment(name, heap)) {
            long sent = send(deployment, sending, report);
            deployment.start();
            settle(deployment, report);
            Meters meters = deployment.instance(0).run().meters();
            double recorded = meters.sum("tapedeck_recorded_total");
            double dead = meters.sum("tapedeck_dead_lettered_total");
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
            long sent = send(deployment, sending, report);
            deployment.start();
            Instance instance = deployment.instance(0);
            await().atMost(LIMIT)
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .until(() -> messagesInRows(deployment) > before + sent / 3);
            instance.run().kill();
            report.add("in rows at the kill", messagesInRows(deployment) - before);
            deployment.start();
            settle(deployment, report);
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

    /** Returns how many messages were sent, which the broker has all taken. */
    private static long send(Deployment deployment, Sending sending, Report report) {
        long started = System.nanoTime();
        long before = messages(deployment);
        long sent;
        try (KafkaProducer<byte[], byte[]> producer =
                producer(deployment.stack().addresses())) {
            sent = sending.to(producer);
        }
        assertThat(messages(deployment) - before).as("taken by the broker").isEqualTo(sent);
        report.add("messages", sent);
        report.add(
                "seconds of sending",
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
        return sent;
    }

    private static long messages(Deployment deployment) {
        return deployment.offsets().ends().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void settle(Deployment deployment, Report report) {
        long started = System.nanoTime();
        ServiceProcess run = deployment.instance(0).run();
        await().atMost(LIMIT)
                .pollInterval(500, TimeUnit.MILLISECONDS)
                .failFast("it has ended", () -> !run.alive())
                .untilAsserted(() -> assertThat(deployment.offsets().settled())
                        .as(
                                "committed are %s of %s",
                                deployment.offsets().committed(),
                                deployment.offsets().ends())
                        .isTrue());
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
                        65 << 20,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        256L << 20,
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

    private static Extreme extreme(Map<Dimension, Integer> sizes, int most) {
        return Extreme.of(session(), sizes, most);
    }

    private static String session() {
        return UUID.randomUUID().toString();
    }
}
