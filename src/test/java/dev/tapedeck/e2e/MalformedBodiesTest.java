package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.Broker;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that cannot be read are dead letters with their reason and origin, and leave nothing else. */
@QuarkusTest
class MalformedBodiesTest extends EndToEnd {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.tapedeck.e2e.Malformed#all")
    void isADeadLetter(Malformed malformed) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        CaseRun run = CaseRun.of(EndToEndCase.written("malformed", malformed.name(), payload));
        Message message = malformed.tampering().apply(run.message(payload));
        String label = "reason=\"" + malformed.reason() + "\"";
        double counted = meters.sum("tapedeck_dead_lettered_total", label);
        Set<String> objects = objects();

        RecordMetadata sent = broker.send(message.toRecord());

        await().atMost(LIMIT).untilAsserted(() -> assertThat(letters(sent)).hasSize(1));
        ConsumerRecord<byte[], byte[]> letter = letters(sent).getFirst();
        Map<String, String> headers = headers(letter);
        assertThat(headers)
                .as("headers of the dead letter with %s", malformed)
                .containsAllEntriesOf(message.headers())
                .containsEntry("dlq_reason", malformed.reason())
                .containsEntry("dlq_step", malformed.step())
                .containsEntry("dlq_topic", Broker.RECORDINGS);
        assertThat(headers.get("dlq_timestamp")).satisfies(Instant::parse);
        assertThat(letter.key()).asString(UTF_8).isEqualTo(message.key());
        assertThat(letter.value()).isEqualTo(message.body());
        awaitCommitted(List.of(sent));
        assertThat(meters.sum("tapedeck_dead_lettered_total", label)).isEqualTo(counted + 1);
        assertThat(objects()).isEqualTo(objects);
        run.expected()
                .keySet()
                .forEach(session -> assertThat(stored.anyRow(session.id())).isFalse());
    }

    /** The dead letters that say they come from there. */
    private List<ConsumerRecord<byte[], byte[]>> letters(RecordMetadata origin) {
        return broker.content(Broker.DEAD_LETTERS).stream()
                .filter(letter -> headers(letter)
                        .entrySet()
                        .containsAll(Map.of(
                                        "dlq_partition", Integer.toString(origin.partition()),
                                        "dlq_offset", Long.toString(origin.offset()))
                                .entrySet()))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new HashMap<>();
        letter.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
