package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.ReplaySummary.Result;
import dev.tapedeck.deadletter.journal.ReplayJournal;
import dev.tapedeck.deadletter.journal.ReplayJournal.Note;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.summary.SummaryWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which letters may be replayed: each place in the topic once, and only if the last word on the message there was that
 * it is a dead letter. A letter can be of an instance that died before it committed, and the next one recorded the message.
 * What is committed is settled, and its rows are written; so they tell.
 */
final class ReplayEligibility {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String topic;
    private final Map<Integer, Long> committed;
    private final Set<RecordPosition> taken;
    private final SummaryWriter rows;
    private final boolean asksRows;

    /**
     * @param topic the topic that the service reads
     * @param committed up to which offset, exclusive, its group has committed, by partition
     * @param replayed the places whose messages have been replayed; those that are taken are added
     * @param rows know which messages were recorded
     * @param asksRows whether they are asked
     */
    ReplayEligibility(
            String topic,
            Map<Integer, Long> committed,
            Set<RecordPosition> replayed,
            SummaryWriter rows,
            boolean asksRows) {
        this.topic = topic;
        this.committed = Map.copyOf(committed);
        this.taken = replayed;
        this.rows = rows;
        this.asksRows = asksRows;
    }

    /** The newest notes of messages that had been read at these places. The journal has a note of every message that was replayed. */
    static Map<RecordPosition, Note> notes(Set<RecordPosition> places, ReplayJournal journal) {
        Map<RecordPosition, Note> notes = new HashMap<>();
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
                // All places share one string for the topic, which makes each a third of its size.
                places.add(new RecordPosition(topic, origin.partition(), origin.offset()));
            }
        });
        return places;
    }

    /** The fate of a letter as far as it can be told without the rows; counts a second letter of one message as replayed. */
    Result first(DeadLetter letter) {
        RecordPosition origin = letter.letter().origin();
        if (!origin.topic().equals(topic)) {
            return Result.OTHER_TOPIC;
        }
        if (letter.letter().withoutBody()) {
            return Result.WITHOUT_BODY;
        }
        if (origin.offset() >= committed.getOrDefault(origin.partition(), 0L)) {
            return Result.NOT_SETTLED;
        }
        return taken.add(origin) ? Result.REPLAYED : Result.REPLAYED_BEFORE;
    }

    /** Those of these letters whose messages were not recorded. Fails when the rows cannot be asked. */
    List<DeadLetter> unrecorded(List<DeadLetter> letters) {
        Map<RecordPosition, String> sessions = new HashMap<>();
        for (DeadLetter letter : letters) {
            String session = letter.session();
            // Without one, or with a longer one, a message cannot have been recorded.
            if (asksRows && session != null && session.length() <= SessionKey.LONGEST_ID) {
                sessions.put(letter.letter().origin(), session);
            }
        }
        if (sessions.isEmpty()) {
            return letters;
        }
        Set<RecordPosition> recorded = rows.recorded(sessions).await().atMost(LIMIT);
        List<DeadLetter> rest = new ArrayList<>(letters);
        rest.removeIf(letter -> recorded.contains(letter.letter().origin()));
        return rest;
    }
}
