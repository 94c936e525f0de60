package dev.tapedeck.management.history;

import dev.tapedeck.management.ManagementConfig;
import dev.tapedeck.management.history.SpaceSaving.Hitter;
import dev.tapedeck.screen.SessionKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which teams and sessions send most, in bytes as Kafka delivers them. Used by one thread at a time. */
@Singleton
public class TopSenders {

    private static final int BOXES = 1024;

    private final TrafficWindow<Integer> teams;
    private final TrafficWindow<SessionKey> sessions;
    private final InstantSource clock;

    /** Team ids as objects, so that none is made for each message. */
    private final @Nullable Integer[] boxes = new Integer[BOXES];

    /**
     * Who sent most.
     *
     * @param since from when on traffic counts
     */
    public record Top<K>(Instant since, List<Hitter<K>> hitters) {}

    TopSenders(ManagementConfig config, InstantSource clock) {
        this.clock = clock;
        ManagementConfig.Top top = config.top();
        teams = new TrafficWindow<>(top.tracked(), top.window(), clock.millis());
        sessions = new TrafficWindow<>(top.tracked(), top.window(), clock.millis());
    }

    /** A message of so many bytes. */
    void addTeam(int team, int bytes) {
        teams.add(boxed(team), bytes, clock.millis());
    }

    /** The same message, where it names a session. */
    void addSession(SessionKey session, int bytes) {
        sessions.add(session, bytes, clock.millis());
    }

    Top<Integer> teams(int limit) {
        return teams.top(limit, clock.millis());
    }

    Top<SessionKey> sessions(int limit) {
        return sessions.top(limit, clock.millis());
    }

    private Integer boxed(int team) {
        int place = team & BOXES - 1;
        Integer box = boxes[place];
        if (box == null || box != team) {
            box = team;
            boxes[place] = box;
        }
        return box;
    }

    /**
     * The keys with most bytes lately: those of the running window and of the one before it. Older traffic is forgotten. Used
     * by one thread at a time; adding looks at the tracked keys at most once each, and allocates nothing.
     *
     * @param <K> who sends
     */
    private static final class TrafficWindow<K> {

        private final long windowMillis;
        private SpaceSaving<K> running;
        private SpaceSaving<K> before;
        private long beganMillis;
        private long since;

        TrafficWindow(int capacity, Duration window, long nowMillis) {
            windowMillis = window.toMillis();
            running = new SpaceSaving<>(capacity);
            before = new SpaceSaving<>(capacity);
            beganMillis = nowMillis;
            since = nowMillis;
        }

        void add(K key, int bytes, long nowMillis) {
            roll(nowMillis);
            running.add(key, bytes);
        }

        /** The heaviest so many, the heaviest first. */
        Top<K> top(int limit, long nowMillis) {
            roll(nowMillis);
            Map<K, Hitter<K>> merged = new HashMap<>();
            long missedBefore = before.atMostUntracked();
            long missedRunning = running.atMostUntracked();
            before.all().forEach(one -> merged.put(one.key(), plus(one, missedRunning)));
            for (Hitter<K> one : running.all()) {
                Hitter<K> earlier = merged.get(one.key());
                merged.put(
                        one.key(),
                        earlier == null
                                ? plus(one, missedBefore)
                                : new Hitter<>(
                                        one.key(),
                                        earlier.atLeast() + one.atLeast(),
                                        earlier.atMost() - missedRunning + one.atMost(),
                                        earlier.timesAtLeast() + one.timesAtLeast()));
            }
            List<Hitter<K>> sorted = new ArrayList<>(merged.values());
            sorted.sort(
                    Comparator.comparingLong((Hitter<K> one) -> one.atLeast()).reversed());
            return new Top<>(
                    Instant.ofEpochMilli(since), List.copyOf(sorted.subList(0, Math.min(limit, sorted.size()))));
        }

        private static <K> Hitter<K> plus(Hitter<K> one, long missed) {
            return new Hitter<>(one.key(), one.atLeast(), one.atMost() + missed, one.timesAtLeast());
        }

        private void roll(long nowMillis) {
            long passed = nowMillis - beganMillis;
            if (passed < 0) {
                // The clock was set back: the window must not stand still for as long as that.
                beganMillis = nowMillis;
                since = Math.min(since, nowMillis);
            }
            if (passed < windowMillis) {
                return;
            }
            SpaceSaving<K> oldest = before;
            before = running;
            running = oldest;
            running.clear();
            since = beganMillis;
            beganMillis += windowMillis;
            if (passed >= 2 * windowMillis) {
                before.clear();
                beganMillis = nowMillis;
                since = nowMillis - windowMillis;
            }
        }
    }
}
