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
 * The latest verdicts, by session. Its size is limited: the session that has been quiet for longest is forgotten first. Each result says
 * since when nothing is missing in it. For one thread at a time. A recorded message of a remembered session allocates nothing.
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

    /**
     * What this instance remembers of a session's messages. A message that was read twice, as after a crash, counts twice.
     *
     * @param since from when on nothing is missing; what came before may be forgotten
     * @param messages null when none came since then
     */
    public record Recollection(Instant since, @Nullable Messages messages) {

        /**
         * The messages.
         *
         * @param last when the last one got its verdict
         * @param recorded how many were recorded
         * @param lane where the last recorded one went; null when there was none
         * @param lastRecorded its offset
         * @param others how many met another fate, by reason
         */
        public record Messages(
                Instant last,
                long recorded,
                @Nullable LaneId lane,
                long lastRecorded,
                Map<MessageFate, Map<String, Long>> others) {

            public Map<String, Long> by(MessageFate fate) {
                return others.getOrDefault(fate, Map.of());
            }
        }
    }
}
