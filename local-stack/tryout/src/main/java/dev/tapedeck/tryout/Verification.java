package dev.tapedeck.tryout;

import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.Likeness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * What comparing all that was sent with all that is stored has shown.
 *
 * @param events events that are equal
 * @param blocks blocks that were read
 * @param sessions sessions that were compared
 * @param differences what is not as it was sent, one line each; empty when all is well
 */
record Verification(int events, int blocks, int sessions, List<String> differences) {

    /** Reads every block by its range and compares each event with the one that was sent, in order. */
    static Verification of(Map<String, Recording.Session> sent, Map<String, List<Block>> stored, Bucket bucket) {
        List<String> differences = new ArrayList<>();
        int events = 0;
        int blocks = 0;
        for (Map.Entry<String, Recording.Session> session : sent.entrySet()) {
            List<Block> found = stored.getOrDefault(session.getKey(), List.of());
            blocks += found.size();
            try {
                List<Event> read = new ArrayList<>();
                for (Block block : found) {
                    read.addAll(block.events(bucket));
                }
                events += compare(session.getKey(), session.getValue().events(), read, differences);
            } catch (IOException | CompletionException e) {
                differences.add("session " + session.getKey() + " cannot be read: " + e.getMessage());
            }
        }
        return new Verification(events, blocks, sent.size(), differences);
    }

    /** One line that says it all. */
    String conclusion() {
        return differences.isEmpty()
                ? "verified " + events + " events in " + blocks + " blocks of " + sessions + " sessions"
                : "NOT verified: " + differences.size() + " differences, the first: " + differences.getFirst();
    }

    private static int compare(String session, List<Event> sent, List<Event> read, List<String> differences)
            throws IOException {
        int equal = 0;
        for (int i = 0; i < Math.min(sent.size(), read.size()); i++) {
            if (Likeness.of(sent.get(i), read.get(i)) == Likeness.DIFFERENT) {
                differences.add("session " + session + ", event " + (i + 1) + ": sent " + start(sent.get(i)) + " but read "
                        + start(read.get(i)));
            } else {
                equal++;
            }
        }
        if (sent.size() != read.size()) {
            differences.add("session " + session + ": " + sent.size() + " events were sent, " + read.size() + " are stored");
        }
        return equal;
    }

    private static String start(Event event) {
        return event.windowId() + " " + event.json().substring(0, Math.min(100, event.json().length()));
    }
}
