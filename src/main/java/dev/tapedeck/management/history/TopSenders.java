package dev.tapedeck.management.history;

import dev.tapedeck.management.ManagementConfig;
import dev.tapedeck.management.history.TrafficWindow.Top;
import dev.tapedeck.screen.SessionKey;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Which teams and sessions send most, in bytes as Kafka delivers them. Used by one thread at a time. */
@Singleton
class TopSenders {

    private static final int BOXES = 1024;

    private final TrafficWindow<Integer> teams;
    private final TrafficWindow<SessionKey> sessions;
    private final InstantSource clock;

    /** Team ids as objects, so that none is made for each message. */
    private final @Nullable Integer[] boxes = new Integer[BOXES];

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
}
