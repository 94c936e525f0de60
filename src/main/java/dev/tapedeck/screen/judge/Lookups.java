package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of one round of look-ups. What has no answer is absent. Immutable; shared by the lanes of a poll. */
public final class Lookups {

    /** No answer to anything. */
    static final Lookups NONE = new Lookups(null, Map.of(), Map.of(), Map.of());

    private final @Nullable RestrictionSet restrictions;
    private final Map<String, Team.Answer> teams;
    private final Map<SessionKey, SessionRetentions.Answer> retentions;
    private final Map<SessionKey, SessionGate.Status> standings;
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
            Map<String, Team.Answer> teams,
            Map<SessionKey, SessionRetentions.Answer> retentions,
            Map<SessionKey, SessionGate.Status> standings) {
        this(restrictions, Map.of(), teams, retentions, standings, false);
    }

    /**
     * These answers.
     *
     * @param headers what the headers of each message say, by identity; not written to any more
     * @param announced whether the messages are of an announced batch, from which neither restrictions nor rates take messages
     */
    public Lookups(
            @Nullable RestrictionSet restrictions,
            Map<InboundMessage, Outcome> headers,
            Map<String, Team.Answer> teams,
            Map<SessionKey, SessionRetentions.Answer> retentions,
            Map<SessionKey, SessionGate.Status> standings,
            boolean announced) {
        this.announced = announced;
        this.restrictions = restrictions;
        this.headers = headers;
        this.teams = Map.copyOf(teams);
        this.retentions = Map.copyOf(retentions);
        this.standings = Map.copyOf(standings);
    }

    /** What the headers of this message say; null if they have not been read. */
    @Nullable Outcome headers(InboundMessage message) {
        return headers.get(message);
    }

    boolean announced() {
        return announced;
    }

    /**
     * The session that the headers of a message name; null if they name none. Its team is {@link SessionKey#NO_TEAM} if the token belongs
     * to no team, or was not looked up, as for messages that restrictions stop.
     */
    public @Nullable SessionKey sessionOf(InboundMessage message) {
        String sessionId = message.headers().text("session_id");
        if (sessionId == null) {
            return null;
        }
        String token = message.headers().text("token");
        int team = token != null && teams.get(token) instanceof Team.Answer.Found(Team found)
                ? found.id()
                : SessionKey.NO_TEAM;
        return new SessionKey(team, SessionKey.normalise(sessionId));
    }

    @Nullable RestrictionSet restrictions() {
        return restrictions;
    }

    Team.@Nullable Answer team(String token) {
        return teams.get(token);
    }

    SessionRetentions.@Nullable Answer retention(SessionKey session) {
        return retentions.get(session);
    }

    SessionGate.@Nullable Status standing(SessionKey session) {
        return standings.get(session);
    }
}
