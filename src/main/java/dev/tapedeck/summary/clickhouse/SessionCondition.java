package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.summary.client.ClickHouseText;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Conditions on the columns that tables are sorted by: the team and the session's id. */
final class SessionCondition {

    /** As tables are sorted. */
    static final Comparator<SessionKey> ORDER = Comparator.comparingInt(SessionKey::teamId)
            .thenComparing(SessionKey::sessionId, SessionCondition::compareAsUtf8);

    private SessionCondition() {}

    /** As their bytes of UTF-8 compare, without making them: what is beyond the first 65,536 characters comes last. */
    private static int compareAsUtf8(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char left = one.charAt(i);
            char right = other.charAt(i);
            if (left != right) {
                boolean beyond = Character.isSurrogate(left);
                return beyond == Character.isSurrogate(right) ? left - right : beyond ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }

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

    /** That a row is of the first or the last session, or of one between them. */
    static String between(SessionKey first, SessionKey last) {
        return "(" + bound(first, ">") + ") AND (" + bound(last, "<") + ')';
    }

    private static String bound(SessionKey session, String beyond) {
        return "team_id " + beyond + ' ' + session.teamId() + " OR (team_id = " + session.teamId() + " AND session_id "
                + beyond + "= " + ClickHouseText.text(session.sessionId()) + ')';
    }

    /** What {@link #named} says of one. */
    static String literal(SessionKey session) {
        return session.teamId() + ":" + ClickHouseText.base64(session.sessionId());
    }
}
