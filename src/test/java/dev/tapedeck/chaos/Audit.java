package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.Likeness;
import dev.tapedeck.testing.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Compares what was sent with what readers find. Sums and console lines must be those of the same recording in calm. */
final class Audit {

    /** What a comparison found. */
    record Result(
            long events, long duplicates, long missing, long deadLetters, long deadLettersTwice, List<String> faults) {

        boolean clean() {
            return faults.isEmpty();
        }
    }

    private final Books books;
    private final Map<Recording, JsonNode> sums = new IdentityHashMap<>();
    private final Map<Recording, List<JsonNode>> console = new IdentityHashMap<>();

    /** Forms of an event that were found to be that event: comparing them again would take most of the time. */
    private final Map<Event, Set<String>> forms = new HashMap<>();

    private final List<String> faults = new ArrayList<>();
    private long events;
    private long duplicates;
    private long missing;

    /**
     * @param calm what was sent and recorded while nothing went wrong; each recording once
     */
    Audit(Books books, Traffic.Sent calm) {
        this.books = books;
        Map<String, JsonNode> found = books.sums();
        Map<String, List<JsonNode>> lines = books.console();
        calm.sessions().forEach((session, recording) -> {
            sums.put(recording, Objects.requireNonNull(found.get(session), "nothing was recorded in calm"));
            console.put(recording, lines.getOrDefault(session, List.of()));
            check(recording, found.get(session));
        });
        if (!faults.isEmpty()) {
            throw new AssertionError(faults);
        }
    }

    Result compare(Traffic.Sent sent, Broker broker) {
        faults.clear();
        events = 0;
        duplicates = 0;
        missing = 0;
        Map<String, List<Block>> blocks = books.blocks();
        Map<String, JsonNode> found = books.sums();
        Map<String, List<JsonNode>> lines = books.console();
        sent.sessions().forEach((session, recording) -> {
            compareEvents(session, recording.allEvents(), books.events(blocks.getOrDefault(session, List.of())));
            expect(session, "sums", sums.get(recording), found.get(session));
            expect(session, "console", console.get(recording), lines.getOrDefault(session, List.of()));
        });
        Map<String, Integer> dead = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : broker.content(Broker.DEAD_LETTERS)) {
            dead.merge(new String(letter.key(), UTF_8), 1, Integer::sum);
        }
        sent.bad().stream().filter(key -> !dead.containsKey(key)).forEach(key -> faults.add("no dead letter " + key));
        long twice =
                sent.bad().stream().filter(key -> dead.getOrDefault(key, 0) > 1).count();
        return new Result(events, duplicates, missing, sent.bad().size(), twice, List.copyOf(faults));
    }

    private void compareEvents(String session, List<Event> sent, List<Event> read) {
        events += read.size();
        if (sameInOrder(sent, read)) {
            return;
        }
        Map<String, Integer> difference = new HashMap<>();
        sent.forEach(event -> difference.merge(identity(event), 1, Integer::sum));
        read.forEach(event -> difference.merge(identity(event), -1, Integer::sum));
        int absent = difference.values().stream()
                .mapToInt(count -> Math.max(count, 0))
                .sum();
        int extra = difference.values().stream()
                .mapToInt(count -> Math.max(-count, 0))
                .sum();
        missing += absent;
        duplicates += extra;
        faults.add("session %s: %d events missing, %d too many%s"
                .formatted(session, absent, extra, absent + extra == 0 ? ", but not in order or not as sent" : ""));
    }

    private boolean sameInOrder(List<Event> sent, List<Event> read) {
        if (sent.size() != read.size()) {
            return false;
        }
        for (int i = 0; i < sent.size(); i++) {
            if (!same(sent.get(i), read.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean same(Event sent, Event read) {
        if (sent.equals(read)) {
            return true;
        }
        Set<String> known = forms.computeIfAbsent(sent, any -> new HashSet<>());
        if (!known.contains(read.windowId() + read.json())) {
            if (likeness(sent, read) != Likeness.UNWRAPPED) {
                return false;
            }
            known.add(read.windowId() + read.json());
        }
        return true;
    }

    private static Likeness likeness(Event sent, Event read) {
        try {
            return Likeness.of(sent, read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stays the same when an event's compressed parts are restored. */
    private static String identity(Event event) {
        try {
            JsonNode tree = event.tree();
            return event.windowId() + '/' + tree.path("type") + '/' + tree.path("timestamp");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(Recording recording, JsonNode found) {
        expect(
                "in calm",
                "messages",
                recording.messages().size(),
                found.path("messages").asInt());
        expect(
                "in calm",
                "events",
                recording.allEvents().size(),
                found.path("events").asInt());
    }

    private void expect(String session, String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            faults.add("session %s: %s are %s instead of %s".formatted(session, what, found, expected));
        }
    }
}
