package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayNote;
import dev.tapedeck.kafka.message.RecordPosition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks into the journal for what is wanted of it: it has a note of every message that was ever replayed. Blocks. */
final class ReplayNotes {

    private ReplayNotes() {}

    /** The newest notes of messages that had been read at these places. */
    static Map<RecordPosition, ReplayNote> of(Set<RecordPosition> places, ReplayJournal journal) {
        Map<RecordPosition, ReplayNote> notes = new HashMap<>();
        if (!places.isEmpty()) {
            journal.read(note -> {
                if (places.contains(note.origin())) {
                    notes.put(note.origin(), note);
                }
            });
        }
        return notes;
    }

    /** The places of this topic whose messages have been replayed. */
    static Set<RecordPosition> replayed(String topic, ReplayJournal journal) {
        Set<RecordPosition> places = new HashSet<>();
        journal.read(note -> {
            RecordPosition origin = note.origin();
            if (origin.topic().equals(topic)) {
                // One text for the topic of all: a place is then a third of its size.
                places.add(new RecordPosition(topic, origin.partition(), origin.offset()));
            }
        });
        return places;
    }
}
