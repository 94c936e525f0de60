package dev.tapedeck.management.history;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.management.ManagementConfig;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.VerdictListener.MessageFate;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest verdicts, by session. Bounded: the session that has been quiet for longest is forgotten first, and what may
 * thus be missing from an answer is part of the answer. Used by one thread at a time; remembering allocates nothing for a recorded
 * message of a session that is remembered.
 */
@Singleton
public class SessionHistory {

    /** Longer ids are not to be remembered, so that no header can fill the memory. */
    public static final int LONGEST_ID = 200;

    private final InstantSource clock;
    private final int capacity;
    private final LinkedHashMap<SessionKey, Entry> entries = new LinkedHashMap<>();

    /** From when on sessions are remembered: those that were heard of later are here. */
    private long since;

    private static final class Entry {
        /** From when on all of the session is in this entry. */
        final long from;

        long last;
        long recorded;
        long lastRecorded;

        @Nullable LaneId lane;

        @Nullable Map<MessageFate, Map<String, Long>> others;

        Entry(long from) {
            this.from = from;
        }
    }

    SessionHistory(ManagementConfig config, InstantSource clock) {
        this.clock = clock;
        this.capacity = config.rememberedSessions();
        this.since = clock.millis();
    }

    /** A message of the session got its final verdict. */
    void remember(LaneId lane, long offset, SessionKey session, MessageFate fate, String reason) {
        long now = clock.millis();
        Entry entry = entries.get(session);
        if (entry == null) {
            entry = begin();
        }
        entries.putLast(session, entry);
        entry.last = now;
        if (fate == MessageFate.RECORDED) {
            entry.recorded++;
            entry.lane = lane;
            entry.lastRecorded = offset;
        } else {
            count(entry, fate, reason);
        }
    }

    private Entry begin() {
        if (entries.size() >= capacity) {
            since = Math.max(since, entries.pollFirstEntry().getValue().last);
        }
        return new Entry(since);
    }

    private static void count(Entry entry, MessageFate fate, String reason) {
        Map<MessageFate, Map<String, Long>> others = entry.others;
        if (others == null) {
            others = new EnumMap<>(MessageFate.class);
            entry.others = others;
        }
        others.computeIfAbsent(fate, any -> new TreeMap<>()).merge(reason, 1L, Long::sum);
    }

    /** What is remembered of this session. */
    Recollection of(SessionKey session) {
        Entry entry = entries.get(session);
        return entry == null
                ? new Recollection(Instant.ofEpochMilli(since), null)
                : new Recollection(Instant.ofEpochMilli(entry.from), messages(entry));
    }

    /** The sessions that were heard of last, the latest first. */
    SequencedMap<SessionKey, Recollection.Messages> latest(int most) {
        SequencedMap<SessionKey, Recollection.Messages> latest = new LinkedHashMap<>();
        entries.reversed().entrySet().stream()
                .limit(most)
                .forEach(entry -> latest.put(entry.getKey(), messages(entry.getValue())));
        return latest;
    }

    private static Recollection.Messages messages(Entry entry) {
        Map<MessageFate, Map<String, Long>> others = new EnumMap<>(MessageFate.class);
        if (entry.others != null) {
            entry.others.forEach((fate, counts) -> others.put(fate, Map.copyOf(counts)));
        }
        return new Recollection.Messages(
                Instant.ofEpochMilli(entry.last), entry.recorded, entry.lane, entry.lastRecorded, others);
    }
}
