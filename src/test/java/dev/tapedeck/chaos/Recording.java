package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.RecordedMessage;
import dev.tapedeck.testing.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One session of a real page, to be played under many names.
 *
 * @param name what it was called when it was recorded
 * @param messages its messages, in order
 * @param events the events of each message
 */
record Recording(String name, List<RecordedMessage> messages, List<List<Event>> events) {

    private static final Path SAMPLES = Path.of("src/main/resources/recordings");

    /** Every session of the samples. */
    static List<Recording> samples() {
        try {
            List<Recording> recordings = new ArrayList<>(of(SAMPLES.resolve("posthog-js.jsonl.gz")));
            recordings.addAll(of(SAMPLES.resolve("rrweb.jsonl.gz")));
            return recordings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message of this number as one of the session of this name. */
    ProducerRecord<byte[], byte[]> message(int number, String session) {
        RecordedMessage message = messages.get(number);
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                Broker.RECORDINGS,
                session.getBytes(UTF_8),
                message.value().replace(name, session).getBytes(UTF_8));
        message.withHeader("session_id", session)
                .headers()
                .forEach((header, value) -> sent.headers().add(header, value.getBytes(UTF_8)));
        return sent;
    }

    /** The events of all messages, in order. */
    List<Event> allEvents() {
        return events.stream().flatMap(List::stream).toList();
    }

    private static List<Recording> of(Path file) throws IOException {
        Map<String, List<RecordedMessage>> sessions = new LinkedHashMap<>();
        for (RecordedMessage message : RecordedMessage.read(file)) {
            sessions.computeIfAbsent(message.sessionId(), any -> new ArrayList<>())
                    .add(message);
        }
        List<Recording> recordings = new ArrayList<>();
        for (Map.Entry<String, List<RecordedMessage>> session : sessions.entrySet()) {
            List<List<Event>> events = new ArrayList<>();
            for (RecordedMessage message : session.getValue()) {
                events.add(message.events());
            }
            recordings.add(new Recording(session.getKey(), session.getValue(), events));
        }
        return recordings;
    }
}
