package dev.tapedeck.screen;

import java.util.Locale;

/**
 * What a recording belongs to. Equal session ids of two teams are two sessions. Comparable, so that maps of many keys of one hash
 * code, which whoever chooses the ids can bring about, are searched quickly all the same.
 *
 * @param teamId the team's id in Postgres
 * @param sessionId the normalised session id: lower case when it has the shape of a UUID, else as it came
 */
public record SessionKey(int teamId, String sessionId) implements Comparable<SessionKey> {

    /** Stands for the team while it is not known. No team has it. */
    public static final int NO_TEAM = 0;

    /**
     * UTF-16 units that the id of a recorded session has at most. Capture services let 70 pass; an id becomes a part of keys of
     * Redis, and stands in rows and caches.
     */
    public static final int LONGEST_ID = 1_024;

    private static final int UUID_LENGTH = 36;
    private static final int USUAL_LENGTH = 71;

    /**
     * The one spelling of a session id: lower case when it has the shape of a UUID of any version, else as it is. Some mobile
     * recorders spell one session in both cases.
     */
    public static String normalise(String sessionId) {
        return isUuid(sessionId) ? sessionId.toLowerCase(Locale.ROOT) : sessionId;
    }

    /** For a cache that is bounded by the number of ids as capture services let them pass: a longer one counts as several. */
    public static int weight(SessionKey session, Object value) {
        return 1 + session.sessionId.length() / USUAL_LENGTH;
    }

    @Override
    public int compareTo(SessionKey other) {
        int byTeam = Integer.compare(teamId, other.teamId);
        return byTeam != 0 ? byTeam : sessionId.compareTo(other.sessionId);
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !isHex(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
