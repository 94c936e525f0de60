package dev.tapedeck.tryout;

import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.RecordedMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is sent: all messages in order, and by session what a reader must find.
 *
 * @param messages the messages of all files
 * @param sessions the sessions in the order of their first messages
 */
record Recording(List<RecordedMessage> messages, Map<String, Session> sessions) {

    /** The team that the local stack has. */
    private static final String LOCAL_TOKEN = "phc_local_test_token";

    /**
     * One session as it is sent.
     *
     * @param events its events in order
     * @param bytes length of its bodies
     */
    record Session(List<Event> events, long bytes) {}

    /** Reads recordings and addresses them to the local team, whatever team they are of. */
    static Recording read(List<Path> files) throws IOException {
        List<RecordedMessage> messages = new ArrayList<>();
        for (Path file : files) {
            for (RecordedMessage message : RecordedMessage.read(file)) {
                messages.add(message.withHeader("token", LOCAL_TOKEN));
            }
        }
        Map<String, Session> sessions = new LinkedHashMap<>();
        for (RecordedMessage message : messages) {
            Session session = sessions.getOrDefault(message.sessionId(), new Session(List.of(), 0));
            List<Event> events = new ArrayList<>(session.events());
            events.addAll(message.events());
            long bytes = session.bytes() + message.value().getBytes(StandardCharsets.UTF_8).length;
            sessions.put(message.sessionId(), new Session(events, bytes));
        }
        return new Recording(messages, sessions);
    }

    int events() {
        return sessions.values().stream().mapToInt(session -> session.events().size()).sum();
    }
}
