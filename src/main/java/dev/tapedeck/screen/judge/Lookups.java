package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.session.RetentionAnswer;
import dev.tapedeck.screen.session.SessionStatus;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.team.TeamAnswer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of one round of look-ups; what has none is absent. Immutable; shared by the lanes of a poll. */
public final class Lookups {

    /** No answer to anything. */
    static final Lookups NONE = new Lookups(null, Map.of(), Map.of(), Map.of());

    private final @Nullable RestrictionSet restrictions;
    private final Map<String, TeamAnswer> teams;
    private final Map<SessionKey, RetentionAnswer> retentions;
    private final Map<SessionKey, SessionStatus> standings;
    private final Map<InboundMessage, Outcome> headers;
    private final boolean announced;

    /**
     * These answers.
     *
     * @param restrictions the rules in force; null while none have ever been read
     * @param teams by token
     */
    public Lookups(
            @Nullable RestrictionSet restrictions,
            Map<String, TeamAnswer> teams,
            Map<SessionKey, RetentionAnswer> retentions,
            Map<SessionKey, SessionStatus> standings) {
        this(restrictions, Map.of(), teams, retentions, standings, false);
    }

    /**
     * These answers.
     *
     * @param headers what the headers of each message say, by identity; not written to any more
     * @param announced whether the messages are of an announced batch, which neither restrictions nor rates take any from
     */
    public Lookups(
            @Nullable RestrictionSet restrictions,
            Map<InboundMessage, Outcome> headers,
            Map<String, TeamAnswer> teams,
            Map<SessionKey, RetentionAnswer> retentions,
            Map<SessionKey, SessionStatus> standings,
            boolean announced) {
        this.announced = announced;
        this.restrictions = restrictions;
        this.headers = headers;
        this.teams = Map.copyOf(teams);
        this.retentions = Map.copyOf(retentions);
        this.standings = Map.copyOf(standings);
    }

    /** What this message's headers say; null when they have not been looked at. */
    @Nullable Outcome headers(InboundMessage message) {
        return headers.get(message);
    }

    boolean announced() {
        return announced;
    }

    /**
     * The session that a message's headers name; null when they name none. Its team is {@link SessionKey#NO_TEAM} when it was
     * not looked up, as for messages that restrictions stop, or when the token is no team's.
     */
    public @Nullable SessionKey sessionOf(InboundMessage message) {
        String sessionId = message.headers().text("session_id");
        if (sessionId == null) {
            return null;
        }
        String token = message.headers().text("token");
        int team = token != null && teams.get(token) instanceof TeamAnswer.Found(Team found)
                ? found.id()
                : SessionKey.NO_TEAM;
        return new SessionKey(team, SessionKey.normalise(sessionId));
    }

    @Nullable RestrictionSet restrictions() {
        return restrictions;
    }

    @Nullable TeamAnswer team(String token) {
        return teams.get(token);
    }

    @Nullable RetentionAnswer retention(SessionKey session) {
        return retentions.get(session);
    }

    @Nullable SessionStatus standing(SessionKey session) {
        return standings.get(session);
    }
}
