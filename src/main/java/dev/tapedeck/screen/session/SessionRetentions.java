package dev.tapedeck.screen.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How long each session is kept. The first answer sticks to a session for a day, in Redis, so a team that changes its plan
 * does not split a running recording over two retentions. Callable on any thread.
 */
@Singleton
public class SessionRetentions {

    private static final Logger LOGGER = Logger.getLogger(SessionRetentions.class);
    private static final Duration STICKS_FOR = Duration.ofDays(1);
    private static final String KIND = "retention";

    /** More than any label has: what is as long as this is none. */
    private static final int LOOKED_AT = 8;

    /** What is known about how long a session is kept. */
    public sealed interface Answer {

        /** The session is kept so long. */
        record Resolved(Retention retention) implements Answer {}

        /** Nothing is stored for the session and its team names no length. */
        record TeamHasNone() implements Answer {}

        /** What is stored for the session is no length and its team names none. */
        record Unresolved() implements Answer {}
    }

    private final ScreenRedis redis;
    private final ScreenMeters meters;
    private final Cache<SessionKey, Retention> cache;

    /** What was read for a session, and what is to be stored, if anything. */
    private record Resolution(Answer answer, ScreenRedis.@Nullable Write write) {}

    public SessionRetentions(ScreenRedis redis, ScreenConfig config, ScreenMeters meters, InstantSource clock) {
        this.redis = redis;
        this.meters = meters;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(config.sessions().cacheSize())
                .weigher(SessionKey::weight)
                .expireAfterWrite(config.sessions().cacheFor())
                .ticker(new ForwardTicker(clock))
                .build();
    }

    /** How long these sessions are kept. Sessions for which Redis does not answer are left out. Never fails. */
    public Uni<Map<SessionKey, Answer>> find(Map<SessionKey, Team> sessions) {
        Map<SessionKey, Answer> answers = new HashMap<>();
        List<SessionKey> misses = new ArrayList<>();
        for (SessionKey session : sessions.keySet()) {
            Retention retention = cache.getIfPresent(session);
            if (retention == null) {
                misses.add(session);
            } else {
                answers.put(session, new Answer.Resolved(retention));
            }
        }
        meters.cache(KIND, answers.size(), misses.size());
        if (misses.isEmpty()) {
            return Uni.createFrom().item(answers);
        }
        return redis.heads(KIND, misses.stream().map(SessionRetentions::key).toList(), LOOKED_AT)
                .flatMap(stored -> resolve(sessions, misses, stored, answers))
                .onFailure()
                .invoke(failure -> LOGGER.debug("Retentions were not read", failure))
                .onFailure()
                .recoverWithItem(answers);
    }

    private Uni<Map<SessionKey, Answer>> resolve(
            Map<SessionKey, Team> sessions,
            List<SessionKey> misses,
            List<@Nullable String> stored,
            Map<SessionKey, Answer> known) {
        Map<SessionKey, Answer> answers = new HashMap<>(known);
        List<SessionKey> writers = new ArrayList<>();
        List<ScreenRedis.Write> writes = new ArrayList<>();
        for (int i = 0; i < misses.size(); i++) {
            SessionKey session = misses.get(i);
            Retention ofTeam = Objects.requireNonNull(sessions.get(session)).retention();
            Resolution resolution = resolve(session, stored.get(i), ofTeam);
            answers.put(session, resolution.answer());
            if (resolution.write() != null) {
                writers.add(session);
                writes.add(resolution.write());
            } else {
                remember(session, resolution.answer());
            }
        }
        return store(writers, writes, answers).replaceWith(answers);
    }

    private Resolution resolve(SessionKey session, @Nullable String stored, @Nullable Retention ofTeam) {
        Retention sticky = Retention.ofLabel(stored);
        if (sticky != null) {
            return new Resolution(new Answer.Resolved(sticky), null);
        }
        boolean corrupt = stored != null;
        if (corrupt) {
            meters.corruptRetention();
        }
        if (ofTeam == null) {
            return new Resolution(corrupt ? new Answer.Unresolved() : new Answer.TeamHasNone(), null);
        }
        return new Resolution(
                new Answer.Resolved(ofTeam), new ScreenRedis.Write(key(session), ofTeam.label(), !corrupt));
    }

    /** Stores what is new. If another instance was quicker, what it stored is read the next time. */
    private Uni<Void> store(
            List<SessionKey> sessions, List<ScreenRedis.Write> writes, Map<SessionKey, Answer> answers) {
        if (writes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return redis.write("retention-store", writes, STICKS_FOR)
                .invoke(written -> {
                    for (int i = 0; i < sessions.size(); i++) {
                        if (written.get(i)) {
                            remember(sessions.get(i), answers.get(sessions.get(i)));
                        }
                    }
                })
                .onFailure()
                .invoke(failure -> meters.writeFailed(KIND))
                .onFailure()
                .recoverWithItem(List.of())
                .replaceWithVoid();
    }

    private void remember(SessionKey session, @Nullable Answer answer) {
        if (answer instanceof Answer.Resolved(Retention retention)) {
            cache.put(session, retention);
        }
    }

    private static String key(SessionKey session) {
        return "@posthog/replay/session-retention-" + session.teamId() + "-" + session.sessionId();
    }
}
