package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.verdict.Verdict.Drop;
import dev.tapedeck.screen.verdict.Verdict.Wait;
import dev.tapedeck.screen.verdict.Verdict.WaitReason;
import java.util.List;

/**
 * The order of screening: restrictions, headers, team, retention, gate, body. Checks that are cheap and checks that protect others come
 * first. A body is not touched before its message has passed all other checks. Pure: the look-ups have been made.
 *
 * @param headerCheck the part that needs no look-ups
 * @param bodyCheck the part that opens the body
 */
public record Judge(HeaderCheck headerCheck, BodyCheck bodyCheck) {

    /**
     * The verdict on a message.
     *
     * @param nowMillis the time, epoch milliseconds; the rates of sessions are measured by it where a message has no time of
     *     its own, or a later one
     */
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext context, long nowMillis) {
        RestrictionSet restrictions = lookups.restrictions();
        if (restrictions == null) {
            return new Wait(WaitReason.RESTRICTIONS_UNKNOWN);
        }
        Outcome known = lookups.headers(message);
        Outcome outcome =
                known == null ? headerCheck.check(message.headers(), restrictions, lookups.announced()) : known;
        return switch (outcome) {
            case Outcome.Stopped(Verdict verdict) -> verdict;
            case Outcome.Named named -> judgeTeam(message, named, lookups, context, nowMillis);
        };
    }

    private Verdict judgeTeam(
            InboundMessage message, Outcome.Named named, Lookups lookups, ScreeningContext context, long nowMillis) {
        return switch (lookups.team(named.token())) {
            case null -> new Wait(WaitReason.TEAM_UNKNOWN);
            case Team.Answer.Found(Team team) when !team.recording() -> dropped(DropReason.TEAM_MISSING_OR_DISABLED);
            // As the direct peer does: such a team keeps nothing, whatever its sessions were to be kept for before.
            case Team.Answer.Found(Team team)
            when team.retention() == null && !lookups.announced() -> dropped(DropReason.TEAM_WITHOUT_RETENTION);
            case Team.Answer.Found(Team team) -> judgeSession(message, named, team, lookups, context, nowMillis);
            case Team.Answer.NoSuchTeam() -> dropped(DropReason.TEAM_MISSING_OR_DISABLED);
        };
    }

    private Verdict judgeSession(
            InboundMessage message,
            Outcome.Named named,
            Team team,
            Lookups lookups,
            ScreeningContext context,
            long nowMillis) {
        SessionKey session = new SessionKey(team.id(), named.sessionId());
        return switch (lookups.retention(session)) {
            case null -> new Wait(WaitReason.RETENTION_UNKNOWN);
            case SessionRetentions.Answer.TeamHasNone() -> dropped(DropReason.TEAM_WITHOUT_RETENTION);
            case SessionRetentions.Answer.Unresolved() -> dropped(DropReason.RETENTION_UNRESOLVED);
            case SessionRetentions.Answer.Resolved(Retention retention) ->
                switch (lookups.standing(session)) {
                    case null -> new Wait(WaitReason.SEEN_UNKNOWN);
                    case BLOCKED -> dropped(DropReason.SESSION_BLOCKED);
                    case DELETED -> dropped(DropReason.SESSION_DELETED);
                    case DELETION_UNKNOWN -> new Wait(WaitReason.DELETION_UNKNOWN);
                    case SEEN, NEW ->
                        bodyCheck.judge(
                                new BodyCheck.Candidate(message, named, team, session, retention, lookups.announced()),
                                context,
                                nowMillis);
                };
        };
    }

    private static Verdict dropped(DropReason reason) {
        return new Drop(reason, List.of());
    }
}
