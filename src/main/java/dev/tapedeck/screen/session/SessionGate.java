package dev.tapedeck.screen.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions have been admitted, which are kept out, and which begin now. Redis holds the first two for two days, under
 * the keys that the direct peer uses too. A session that begins is charged to its team's budget once; that it was charged is
 * remembered here, so that asking again costs nothing. Callable on any thread.
 */
@Singleton
public class SessionGate {

    private static final Logger LOGGER = Logger.getLogger(SessionGate.class);
    private static final Duration REMEMBERED_FOR = Duration.ofDays(2);
    private static final String SEEN = "@posthog/replay/session-seen:";
    private static final String BLOCKED = "@posthog/replay/session-blocked:";
    private static final String SET = "1";

    /** That there is a value is all that counts. */
    private static final int LOOKED_AT = 1;

    /** How a session stands at the gate. */
    public enum Status {
        /** Admitted before, by whatever instance. */
        SEEN,
        /** Not admitted before, and within its team's budget for new sessions or not held to it. */
        NEW,
        /** Kept out. */
        BLOCKED,
        /** Its recording was deleted in the product. */
        DELETED,
        /** Nobody has said yet whether its recording was deleted. */
        DELETION_UNKNOWN
    }

    /**
     * What Redis remembers of a session for two days, whichever instance wrote it.
     *
     * @param seen a message of it has been admitted
     * @param blocked it is kept out
     */
    public record Marks(boolean seen, boolean blocked) {}

    private final ScreenRedis redis;
    private final NewSessionLimiter budget;
    private final ScreenMeters meters;
    private final boolean enforced;
    private final String seen;
    private final Cache<SessionKey, Status> cache;

    public SessionGate(
            ScreenRedis redis,
            NewSessionLimiter budget,
            ScreenConfig config,
            ScreenMeters meters,
            InstantSource clock) {
        this.redis = redis;
        this.budget = budget;
        this.meters = meters;
        this.enforced = config.newSessions().enforced();
        this.seen = seen(config.sessions().seenPrefix());
        this.cache = Caffeine.newBuilder()
                .maximumWeight(config.sessions().cacheSize())
                .weigher(SessionKey::weight)
                .expireAfterWrite(config.sessions().cacheFor())
                .ticker(new ForwardTicker(clock))
                .build();
    }

    /**
     * How these sessions stand. Sessions for which Redis does not answer are left out. Where a team's budget does not suffice
     * for all, the sessions that come first get it. Never fails.
     */
    public Uni<Map<SessionKey, Status>> find(Collection<SessionKey> sessions) {
        Map<SessionKey, Status> standings = new HashMap<>(cache.getAllPresent(Set.copyOf(sessions)));
        List<SessionKey> misses = sessions.stream()
                .filter(session -> !standings.containsKey(session))
                .distinct()
                .toList();
        meters.cache("gate", standings.size(), misses.size());
        if (misses.isEmpty()) {
            return Uni.createFrom().item(standings);
        }
        return redis.heads("gate", keys(seen, misses), LOOKED_AT)
                .flatMap(values -> settle(misses, values))
                .invoke(cache::putAll)
                .map(settled -> {
                    standings.putAll(settled);
                    return standings;
                })
                .onFailure()
                .invoke(failure -> LOGGER.debug("Sessions' standings were not read", failure))
                .onFailure()
                .recoverWithItem(standings);
    }

    /** What Redis remembers of a session. Charges nobody's budget. Fails when there is no answer. */
    public Uni<Marks> marks(SessionKey session) {
        return redis.heads("marks", keys(seen, List.of(session)), LOOKED_AT)
                .map(values -> new Marks(values.get(0) != null, values.get(1) != null));
    }

    private Uni<Map<SessionKey, Status>> settle(List<SessionKey> sessions, List<@Nullable String> values) {
        Map<SessionKey, Status> standings = new HashMap<>();
        List<SessionKey> beginning = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            boolean seen = values.get(2 * i) != null;
            boolean blocked = values.get(2 * i + 1) != null;
            if (blocked) {
                standings.put(sessions.get(i), Status.BLOCKED);
            } else if (seen) {
                standings.put(sessions.get(i), Status.SEEN);
            } else {
                beginning.add(sessions.get(i));
            }
        }
        if (beginning.isEmpty()) {
            return Uni.createFrom().item(standings);
        }
        Map<Integer, Integer> wanted = new HashMap<>();
        beginning.forEach(session -> wanted.merge(session.teamId(), 1, Integer::sum));
        return budget.take(wanted).flatMap(grants -> begin(beginning, grants, standings));
    }

    private Uni<Map<SessionKey, Status>> begin(
            List<SessionKey> beginning, Map<Integer, Integer> grants, Map<SessionKey, Status> standings) {
        Map<Integer, Integer> left = new HashMap<>(grants);
        List<SessionKey> over = new ArrayList<>();
        for (SessionKey session : beginning) {
            boolean granted = left.merge(session.teamId(), -1, Integer::sum) >= 0;
            if (!granted) {
                over.add(session);
            }
            standings.put(session, granted || !enforced ? Status.NEW : Status.BLOCKED);
        }
        return enforced && !over.isEmpty()
                ? remember("blocked", BLOCKED, over).replaceWith(standings)
                : Uni.createFrom().item(standings);
    }

    /** Remembers that these sessions have been admitted, in one round trip for those that are not known to be. Never fails. */
    public Uni<Void> markSeen(Collection<SessionKey> sessions) {
        List<SessionKey> unmarked = sessions.stream()
                .distinct()
                .filter(session -> cache.getIfPresent(session) != Status.SEEN)
                .toList();
        if (unmarked.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return remember("seen", seen, unmarked)
                .invoke(written -> {
                    if (written) {
                        unmarked.forEach(session -> cache.put(session, Status.SEEN));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> remember(String kind, String prefix, List<SessionKey> sessions) {
        List<ScreenRedis.Write> writes = sessions.stream()
                .map(session -> new ScreenRedis.Write(key(prefix, session), SET, false))
                .toList();
        return redis.write(kind, writes, REMEMBERED_FOR)
                .replaceWith(true)
                .onFailure()
                .invoke(failure -> meters.writeFailed(kind))
                .onFailure()
                .recoverWithItem(false);
    }

    /** Two for each session: whether it has been seen, and whether it is blocked. */
    public static List<String> keys(String seen, List<SessionKey> sessions) {
        List<String> keys = new ArrayList<>(2 * sessions.size());
        for (SessionKey session : sessions) {
            keys.add(key(seen, session));
            keys.add(key(BLOCKED, session));
        }
        return keys;
    }

    /** What the keys of sessions that have been admitted begin with. */
    public static String seen(Optional<String> prefix) {
        return prefix.orElse("") + SEEN;
    }

    private static String key(String prefix, SessionKey session) {
        return prefix + session.teamId() + ":" + session.sessionId();
    }
}
