package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.Likeness;
import dev.tapedeck.readback.RecordedMessage;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample recordings of real pages, compared event by event. */
@QuarkusTest
class RecordingsTest extends EndToEnd {

    private static final Path SAMPLES = Path.of("src/main/resources/recordings");

    /** @param compressed whether the browser has compressed parts of events, which the service may restore */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"posthog-js.jsonl.gz, 2, 1921, true", "rrweb.jsonl.gz, 2, 923, false"})
    void everyEventIsReadBack(String file, int sessions, int events, boolean compressed) throws IOException {
        List<RecordedMessage> messages = renamed(RecordedMessage.read(SAMPLES.resolve(file)));
        Map<String, List<Event>> sent = new LinkedHashMap<>();
        List<RecordMetadata> origins = new ArrayList<>();
        for (RecordedMessage message : messages) {
            sent.computeIfAbsent(message.sessionId(), any -> new ArrayList<>()).addAll(message.events());
            origins.add(broker.send(toRecord(message)));
        }
        awaitCommitted(origins);

        assertThat(sent).hasSize(sessions);
        int compared = 0;
        for (Map.Entry<String, List<Event>> session : sent.entrySet()) {
            List<Event> read = stored.events(Tenant.LOCAL.id(), session.getKey());
            assertThat(read).hasSameSizeAs(session.getValue());
            for (int i = 0; i < read.size(); i++, compared++) {
                Event original = session.getValue().get(i);
                assertThat(Likeness.of(original, read.get(i)))
                        .as("event %d of session %s", i, session.getKey())
                        .isIn(
                                compressed && original.tree().has("cv")
                                        ? List.of(Likeness.VERBATIM, Likeness.UNWRAPPED)
                                        : List.of(Likeness.VERBATIM));
            }
            assertThat(stored.eventCount(Tenant.LOCAL.id(), session.getKey())).isEqualTo(read.size());
        }
        assertThat(compared).isEqualTo(events);
    }

    /** The same messages for sessions that no earlier run has used. */
    private static List<RecordedMessage> renamed(List<RecordedMessage> messages) {
        Map<String, String> names = new HashMap<>();
        List<RecordedMessage> renamed = new ArrayList<>();
        for (RecordedMessage message : messages) {
            String old = message.sessionId();
            String name = names.computeIfAbsent(old, any -> UUID.randomUUID().toString());
            renamed.add(
                    new RecordedMessage(name, message.headers(), message.value().replace(old, name))
                            .withHeader("session_id", name));
        }
        return renamed;
    }

    private static ProducerRecord<byte[], byte[]> toRecord(RecordedMessage message) {
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                Broker.RECORDINGS,
                message.key().getBytes(UTF_8),
                message.value().getBytes(UTF_8));
        message.headers().forEach((name, value) -> sent.headers().add(name, value.getBytes(UTF_8)));
        return sent;
    }
}
