package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.testing.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What the dead-letter topic holds of a message. */
record DeadLetters(Broker broker, Duration limit) {

    /** Waits for the one dead letter of this message, and checks that all of the message and its origin are in it. */
    void assertHold(Message message, RecordMetadata origin, String reason, String step) {
        ConsumerRecord<byte[], byte[]> letter = await().atMost(limit)
                .until(() -> of(origin), found -> found.size() == 1)
                .getFirst();
        assertThat(headers(letter))
                .containsAllEntriesOf(kept(message.headers()))
                .containsEntry("dlq_reason", reason)
                .containsEntry("dlq_step", step)
                .containsEntry("dlq_topic", Broker.RECORDINGS)
                .hasEntrySatisfying("dlq_timestamp", Instant::parse);
        assertThat(letter.key()).asString(UTF_8).isEqualTo(message.key());
        assertThat(letter.value()).isEqualTo(message.body());
    }

    private static Map<String, String> kept(Map<String, String> headers) {
        return headers.entrySet().stream()
                .limit(MessageHeaders.MOST)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private List<ConsumerRecord<byte[], byte[]>> of(RecordMetadata origin) {
        Map<String, String> expected = Map.of(
                "dlq_partition", Integer.toString(origin.partition()), "dlq_offset", Long.toString(origin.offset()));
        return broker.content(Broker.DEAD_LETTERS).stream()
                .filter(letter -> headers(letter).entrySet().containsAll(expected.entrySet()))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new HashMap<>();
        letter.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
