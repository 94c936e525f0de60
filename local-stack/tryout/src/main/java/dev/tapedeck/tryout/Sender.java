package dev.tapedeck.tryout;

import dev.tapedeck.readback.RecordedMessage;
import dev.tapedeck.readback.StackAddresses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends messages the way a capture service does: keyed by session, all facts in headers. */
final class Sender {

    private static final String TOPIC = "session_recording_snapshot_item_events";
    private static final int MAX_REQUEST = 64 << 20;

    /**
     * A server that has just made the topic may refuse the first of several requests and take the second: they change places, and the
     * producer then goes on with a few messages a second.
     */
    private static final int REQUESTS_AT_A_TIME = 1;

    private Sender() {}

    /** Sends all and waits for the broker. Returns when each session's last message was sent, by {@link System#nanoTime}. */
    static Map<String, Long> send(List<RecordedMessage> messages, StackAddresses addresses, Children children)
            throws InterruptedException, TryoutException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, addresses.get("kafka.bootstrap.servers"),
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_AT_A_TIME);
        Map<String, Long> sent = new HashMap<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> answers = new ArrayList<>();
            for (RecordedMessage message : messages) {
                answers.add(producer.send(toRecord(message)));
                sent.put(message.sessionId(), System.nanoTime());
            }
            for (Future<RecordMetadata> answer : answers) {
                await(answer, children);
            }
        } catch (ExecutionException e) {
            throw new TryoutException("Kafka did not take a message: " + e.getCause());
        }
        return sent;
    }

    private static void await(Future<RecordMetadata> answer, Children children)
            throws InterruptedException, ExecutionException, TryoutException {
        while (true) {
            try {
                answer.get(1, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException e) {
                children.check();
            }
        }
    }

    private static ProducerRecord<String, String> toRecord(RecordedMessage message) {
        ProducerRecord<String, String> sent = new ProducerRecord<>(TOPIC, message.key(), message.value());
        message.headers().forEach((name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }
}
