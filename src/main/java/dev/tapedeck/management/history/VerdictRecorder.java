package dev.tapedeck.management.history;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.management.history.SessionHistory.Recollection;
import dev.tapedeck.management.history.TopSenders.Top;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.VerdictListener;
import dev.tapedeck.session.VerdictListener.MessageFate;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers verdicts for later questions of operators. No lane waits for another lane or for a question: if the memory is in use, the
 * lane leaves a note. The next verdict or question takes the notes in first. Callable on any thread.
 */
@Singleton
public class VerdictRecorder implements VerdictListener {

    private final SessionHistory memory;
    private final TopSenders senders;
    private final Queue<Note> notes = new ConcurrentLinkedQueue<>();

    /** Guards what the notes are taken into. */
    private final ReentrantLock turn = new ReentrantLock();

    /** A verdict as it was heard, without the message's body. */
    private record Note(
            LaneId lane, long offset, int bytes, @Nullable SessionKey session, MessageFate fate, String reason) {}

    VerdictRecorder(SessionHistory memory, TopSenders senders) {
        this.memory = memory;
        this.senders = senders;
    }

    @Override
    public void decided(
            LaneId lane, InboundMessage message, @Nullable SessionKey session, MessageFate fate, String reason) {
        long offset = message.origin().offset();
        if (turn.tryLock()) {
            try {
                takeIn();
                takeIn(lane, offset, message.size(), session, fate, reason);
            } finally {
                turn.unlock();
            }
        } else {
            notes.add(new Note(lane, offset, message.size(), session, fate, reason));
        }
    }

    /** What is remembered of this session. */
    public Recollection of(SessionKey session) {
        return ask(() -> memory.of(session));
    }

    /** The sessions that were heard of last, the latest first. */
    public SequencedMap<SessionKey, Recollection.Messages> latest(int most) {
        return ask(() -> memory.latest(most));
    }

    /** The teams that send most. */
    public Top<Integer> teams(int limit) {
        return ask(() -> senders.teams(limit));
    }

    /** The sessions that send most. */
    public Top<SessionKey> sessions(int limit) {
        return ask(() -> senders.sessions(limit));
    }

    private <T> T ask(Supplier<T> question) {
        turn.lock();
        try {
            takeIn();
            return question.get();
        } finally {
            turn.unlock();
        }
    }

    private void takeIn() {
        for (Note note = notes.poll(); note != null; note = notes.poll()) {
            takeIn(note.lane(), note.offset(), note.bytes(), note.session(), note.fate(), note.reason());
        }
    }

    private void takeIn(
            LaneId lane, long offset, int bytes, @Nullable SessionKey session, MessageFate fate, String reason) {
        senders.addTeam(session == null ? SessionKey.NO_TEAM : session.teamId(), bytes);
        if (session != null && session.sessionId().length() <= SessionHistory.LONGEST_ID) {
            memory.remember(lane, offset, session, fate, reason);
            senders.addSession(session, bytes);
        }
    }
}
