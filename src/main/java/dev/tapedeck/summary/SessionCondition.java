package dev.tapedeck.summary;

import dev.tapedeck.screen.SessionKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions on the columns that tables are sorted by: the team and the session's id. */
final class SessionCondition {

    /** As tables are sorted. */
    static final Comparator<SessionKey> ORDER = Comparator.comparingInt(SessionKey::teamId)
            .thenComparing(session -> session.sessionId().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private SessionCondition() {}

    /** That a row is of one of these sessions. */
    static String named(List<SessionKey> sessions) {
        return named(sessions, "session_id");
    }

    /** The same in a table that has another name for the id. */
    static String named(List<SessionKey> sessions, String column) {
        return "(team_id, " + column
                + ") IN (SELECT toInt64(pair[1]), base64Decode(pair[2]) FROM (SELECT splitByChar(':',"
                + " arrayJoin(splitByChar(',', materialize('"
                + sessions.stream().map(SessionCondition::literal).collect(Collectors.joining(",")) + "')))) AS pair))";
    }

    /** That a row is of the first or the last of these, which are in their order, or of one between them. */
    static String between(List<SessionKey> sessions) {
        return "(" + bound(sessions.getFirst(), ">") + ") AND (" + bound(sessions.getLast(), "<") + ')';
    }

    private static String bound(SessionKey session, String beyond) {
        return "team_id " + beyond + ' ' + session.teamId() + " OR (team_id = " + session.teamId() + " AND session_id "
                + beyond + "= " + Literals.text(session.sessionId()) + ')';
    }

    /** What {@link #named} says of one. */
    static String literal(SessionKey session) {
        return session.teamId() + ":" + Literals.base64(session.sessionId());
    }
}
