package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that are being recorded: a dozen at a time, each playing one of the samples from beginning to end, with a bad
 * body now and then. Goes on while Kafka is away and sends then what has piled up.
 */
final class Traffic implements AutoCloseable {

    private static final int AT_A_TIME = 12;
    private static final int BAD_EVERY = 50;

    /** Longer than any outage of Kafka. */
    private static final Duration SEND_LIMIT = Duration.ofMinutes(3);

    /** What was sent: sessions with their recordings, all played to the end, and the keys of bad bodies. */
    record Sent(Map<String, Recording> sessions, List<String> bad, long messages, long bytes) {}

    private static final class Playing {
        final String session;
        final Recording recording;
        int next;

        Playing(String session, Recording recording) {
            this.session = session;
            this.recording = recording;
        }
    }

    private final Random random = new Random(7);
    private final List<Recording> recordings = Recording.samples();
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Playing> playing = new ArrayList<>();
    private final Map<String, Recording> sessions = new LinkedHashMap<>();
    private final List<String> bad = new ArrayList<>();
    private @Nullable ScheduledFuture<?> beat;
    private volatile @Nullable Exception failure;
    private boolean spoils;
    private long messages;
    private long bytes;

    Traffic(StackAddresses addresses) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        addresses.get("kafka.bootstrap.servers"),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        Math.toIntExact(SEND_LIMIT.toMillis()),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        SEND_LIMIT.toMillis(),
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                        500L,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        Broker.REQUESTS_AT_A_TIME),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends good messages at this interval from now on, until {@link #finish}. */
    void begin(Duration interval) {
        begin(interval, false);
    }

    /** The same with a bad body now and then. */
    void beginWithBadBodies(Duration interval) {
        begin(interval, true);
    }

    private void begin(Duration interval, boolean withBadBodies) {
        stop();
        failure = null;
        spoils = withBadBodies;
        playing.clear();
        sessions.clear();
        bad.clear();
        messages = 0;
        bytes = 0;
        beat = thread.scheduleAtFixedRate(this::one, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Plays every sample once, each as one session of its own and in the partitions by turns, and answers which. */
    Sent playOnce() {
        Map<String, Recording> once = new LinkedHashMap<>();
        long before = messages;
        int partitions = producer.partitionsFor(Broker.RECORDINGS).size();
        for (Recording recording : recordings) {
            Playing session = new Playing(sessionOf(once.size() % partitions, partitions), recording);
            once.put(session.session, recording);
            while (play(session)) {
                // The whole session at once.
            }
        }
        producer.flush();
        return new Sent(once, List.of(), messages - before, bytes);
    }

    /** Plays all sessions to their end, stops, and answers what was sent since {@link #begin}. */
    Sent finish() {
        try {
            stop();
            thread.submit(() -> playing.forEach(session -> {
                        while (play(session)) {
                            // The rest of the session at once.
                        }
                    }))
                    .get(SEND_LIMIT.toSeconds(), TimeUnit.SECONDS);
            producer.flush();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw new IllegalStateException("not everything could be sent", failure);
        }
        return new Sent(Map.copyOf(sessions), List.copyOf(bad), messages, bytes);
    }

    /** A case that fails leaves without {@link #finish}. */
    private void stop() {
        if (beat != null) {
            beat.cancel(false);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        producer.close(Duration.ofSeconds(5));
    }

    private void one() {
        if (spoils && random.nextInt(BAD_EVERY) == 0) {
            spoil();
        }
        if (playing.size() < AT_A_TIME) {
            Playing added =
                    new Playing(UUID.randomUUID().toString(), recordings.get(random.nextInt(recordings.size())));
            sessions.put(added.session, added.recording);
            playing.add(added);
        }
        Playing session = playing.get(random.nextInt(playing.size()));
        if (!play(session)) {
            playing.remove(session);
        }
    }

    /** A new session whose messages go to this partition. */
    private static String sessionOf(int partition, int partitions) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .filter(session -> BuiltInPartitioner.partitionForKey(session.getBytes(UTF_8), partitions) == partition)
                .findFirst()
                .orElseThrow();
    }

    /** Sends the session's next message; false when there is none. */
    private boolean play(Playing session) {
        if (session.next == session.recording.messages().size()) {
            return false;
        }
        send(session.recording.message(session.next++, session.session));
        return true;
    }

    private void spoil() {
        String key = "bad-" + UUID.randomUUID();
        bad.add(key);
        ProducerRecord<byte[], byte[]> good = recordings.getFirst().message(0, key);
        send(new ProducerRecord<>(Broker.RECORDINGS, null, key.getBytes(UTF_8), "{".getBytes(UTF_8), good.headers()));
    }

    private void send(ProducerRecord<byte[], byte[]> message) {
        messages++;
        bytes += message.value().length;
        producer.send(message, (done, failed) -> {
            if (failed != null) {
                failure = failed;
            }
        });
    }
}
