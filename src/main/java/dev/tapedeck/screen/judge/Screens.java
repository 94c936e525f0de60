package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.runtime.LargeBodyBudget;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.deletion.Deletions;
import dev.tapedeck.screen.judge.HeaderCheck.Outcome;
import dev.tapedeck.screen.restriction.RestrictionBook;
import dev.tapedeck.screen.restriction.RestrictionSet;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.screen.session.SessionRateLimiter;
import dev.tapedeck.screen.session.SessionRetentions;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.screen.team.Team.Answer.Found;
import dev.tapedeck.screen.team.TeamDirectory;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.verdict.Verdict.WaitReason;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Screening as a service: makes the look-ups, then asks the {@link Judge}. */
@Singleton
class Screens implements Screening {

    private static final Logger LOGGER = Logger.getLogger(Screens.class);

    private final RestrictionBook restrictions;
    private final TeamDirectory teams;
    private final SessionRetentions retentions;
    private final SessionGate gate;
    private final Deletions deletions;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final HeaderCheck headerCheck;
    private final Judge judge;
    private final BodyReaders readers;
    private final SessionRateLimiter.Limits hotLimits;

    Screens(
            RestrictionBook restrictions,
            TeamDirectory teams,
            SessionRetentions retentions,
            SessionGate gate,
            Deletions deletions,
            ScreenConfig config,
            ScreenMeters meters,
            InstantSource clock) {
        this.restrictions = restrictions;
        this.teams = teams;
        this.retentions = retentions;
        this.gate = gate;
        this.deletions = deletions;
        this.meters = meters;
        this.clock = clock;
        ScreenConfig.Overflow overflow = config.overflow();
        long heapBytes = Runtime.getRuntime().maxMemory();
        int processors = Runtime.getRuntime().availableProcessors();
        int maxBodyBytes = BodyReaders.limit(config, heapBytes);
        LargeBodyBudget largeBodies = LargeBodyBudget.of(heapBytes, processors, clock);
        this.readers = new BodyReaders(maxBodyBytes, config.unpack(), largeBodies, processors);
        this.headerCheck = new HeaderCheck(overflow.mode().forces());
        TimestampPolicy captureClock = new TimestampPolicy(config.clockTolerance());
        this.judge = new Judge(
                headerCheck,
                new BodyCheck(maxBodyBytes, captureClock, overflow.mode().detects(), meters));
        this.hotLimits = new SessionRateLimiter.Limits(
                overflow.burst().asLongValue(),
                overflow.refillPerSecond().asLongValue(),
                overflow.cooledLevel(),
                overflow.trackedSessions());
    }

    @Override
    public Uni<Lookups> lookUp(List<InboundMessage> messages) {
        return lookUp(messages, false);
    }

    @Override
    public Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages) {
        return lookUp(messages, true);
    }

    /** On subscription: polls come on an event loop, but lanes, which subscribe, have threads for work that takes time. */
    private Uni<Lookups> lookUp(List<InboundMessage> messages, boolean announced) {
        return Uni.createFrom().deferred(() -> {
            RestrictionSet rules = restrictions.inForce();
            return rules == null ? Uni.createFrom().item(Lookups.NONE) : lookUp(messages, rules, announced);
        });
    }

    private Uni<Lookups> lookUp(List<InboundMessage> messages, RestrictionSet rules, boolean announced) {
        Map<InboundMessage, Outcome> headers = new IdentityHashMap<>(messages.size());
        Set<Outcome.Named> named = new LinkedHashSet<>();
        for (InboundMessage message : messages) {
            Outcome outcome = read(message, rules, announced);
            if (outcome != null) {
                headers.put(message, outcome);
            }
            if (outcome instanceof Outcome.Named passed) {
                named.add(passed);
            }
        }
        return Uni.createFrom()
                .deferred(() -> lookUp(rules, headers, named, announced))
                .onFailure()
                .invoke(failure -> LOGGER.error("A look-up failed that should not be able to", failure))
                .onFailure()
                .recoverWithItem(() -> new Lookups(rules, headers, Map.of(), Map.of(), Map.of(), announced));
    }

    /** What the headers say; null if a bug keeps them from being read. Judging then meets the same bug, and isolates this message only. */
    private @Nullable Outcome read(InboundMessage message, RestrictionSet rules, boolean announced) {
        try {
            return headerCheck.check(message.headers(), rules, announced);
        } catch (RuntimeException bug) {
            LOGGER.debugf(bug, "The headers of %s cannot be read", message.origin());
            return null;
        }
    }

    private Uni<Lookups> lookUp(
            RestrictionSet rules,
            Map<InboundMessage, Outcome> headers,
            Collection<Outcome.Named> named,
            boolean announced) {
        Set<String> tokens = new LinkedHashSet<>();
        named.forEach(message -> tokens.add(message.token()));
        return teams.find(tokens).flatMap(answers -> {
            Map<SessionKey, Team> sessions = recordingSessions(named, answers);
            return Uni.combine()
                    .all()
                    .unis(retentions.find(sessions), gate.find(sessions.keySet()), deletions.find(sessions.keySet()))
                    .with((kept, standings, deleted) ->
                            new Lookups(rules, headers, answers, kept, over(standings, deleted), announced));
        });
    }

    private static Map<SessionKey, SessionGate.Status> over(
            Map<SessionKey, SessionGate.Status> standings, Map<SessionKey, SessionGate.Status> deleted) {
        if (deleted.isEmpty()) {
            return standings;
        }
        Map<SessionKey, SessionGate.Status> all = new HashMap<>(standings);
        all.putAll(deleted);
        return all;
    }

    /** The sessions of teams that record, in the order in which their messages came. */
    private static Map<SessionKey, Team> recordingSessions(
            Collection<Outcome.Named> named, Map<String, Team.Answer> answers) {
        Map<SessionKey, Team> sessions = new LinkedHashMap<>();
        for (Outcome.Named message : named) {
            if (answers.get(message.token()) instanceof Found(Team team) && team.recording()) {
                sessions.put(new SessionKey(team.id(), message.sessionId()), team);
            }
        }
        return sessions;
    }

    @Override
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext context) {
        Verdict verdict = judge.judge(message, lookups, context, clock.millis());
        if (verdict instanceof Verdict.Wait(WaitReason reason)) {
            meters.waiting(reason.dependency(), reason.name().toLowerCase(Locale.ROOT));
        }
        return verdict;
    }

    @Override
    public ScreeningContext context() {
        return new ScreeningContext(readers, hotLimits);
    }

    @Override
    public Uni<Void> markSeen(Collection<SessionKey> sessions) {
        return gate.markSeen(sessions);
    }

    @Override
    public void letIdleMemoryGo() {
        readers.letGo();
    }
}
