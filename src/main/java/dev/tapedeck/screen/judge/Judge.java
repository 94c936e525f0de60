package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.session.RetentionAnswer;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.team.TeamAnswer;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.verdict.Verdict.Drop;
import dev.tapedeck.screen.verdict.Verdict.Wait;
import dev.tapedeck.screen.verdict.WaitReason;
import java.util.List;

/**
 * The order of screening: restrictions, headers, team, retention, gate, body. What is cheap and what protects others comes
 * first; a body is not touched before its message has passed everything else. Pure: the look-ups are made.
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
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext desk, long nowMillis) {
        RestrictionSet restrictions = lookups.restrictions();
        if (restrictions == null) {
            return new Wait(WaitReason.RESTRICTIONS_UNKNOWN);
        }
        Outcome known = lookups.headers(message);
        Outcome outcome =
                known == null ? headerCheck.check(message.headers(), restrictions, lookups.announced()) : known;
        return switch (outcome) {
            case Outcome.Stopped(Verdict verdict) -> verdict;
            case Outcome.Named named -> judgeTeam(message, named, lookups, desk, nowMillis);
        };
    }

    private Verdict judgeTeam(
            InboundMessage message, Outcome.Named named, Lookups lookups, ScreeningContext desk, long nowMillis) {
        return switch (lookups.team(named.token())) {
            case null -> new Wait(WaitReason.TEAM_UNKNOWN);
            // As the direct peer has it: such a team keeps nothing, whatever its sessions were to be kept for before.
            case TeamAnswer.Found(Team team)
            when team.recording() && team.retention() == null && !lookups.announced() ->
                dropped(DropReason.TEAM_WITHOUT_RETENTION);
            case TeamAnswer.Found(Team team)
            when team.recording() -> {
                SessionKey session = new SessionKey(team.id(), named.sessionId());
                yield judgeSession(
                        new Candidate(message, named, team, session, lookups.announced()), lookups, desk, nowMillis);
            }
            case TeamAnswer _ -> dropped(DropReason.TEAM_MISSING_OR_DISABLED);
        };
    }

    private Verdict judgeSession(Candidate candidate, Lookups lookups, ScreeningContext desk, long nowMillis) {
        return switch (lookups.retention(candidate.session())) {
            case null -> new Wait(WaitReason.RETENTION_UNKNOWN);
            case RetentionAnswer.TeamHasNone _ -> dropped(DropReason.TEAM_WITHOUT_RETENTION);
            case RetentionAnswer.Unresolved _ -> dropped(DropReason.RETENTION_UNRESOLVED);
            case RetentionAnswer.Resolved(Retention retention) ->
                switch (lookups.standing(candidate.session())) {
                    case null -> new Wait(WaitReason.SEEN_UNKNOWN);
                    case BLOCKED -> dropped(DropReason.SESSION_BLOCKED);
                    case DELETED -> dropped(DropReason.SESSION_DELETED);
                    case DELETION_UNKNOWN -> new Wait(WaitReason.DELETION_UNKNOWN);
                    case SEEN, NEW -> bodyCheck.judge(candidate, retention, desk, nowMillis);
                };
        };
    }

    private static Verdict dropped(DropReason reason) {
        return new Drop(reason, List.of());
    }

    /**
     * A message whose headers, team and session let it come in.
     *
     * @param message the message
     * @param named what its headers name
     * @param team its team
     * @param session its session
     * @param announced whether it is of an announced batch, from which the rate of its session takes none
     */
    record Candidate(InboundMessage message, Outcome.Named named, Team team, SessionKey session, boolean announced) {}
}
