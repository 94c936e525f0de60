package dev.tapedeck.screen.deletion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.telemetry.ScreenMeters;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which recordings were deleted in the product: nothing is recorded for them any more. What is known of a session stands while a server
 * is unavailable; a session that nothing is known of waits. Callable on any thread.
 */
@Singleton
public class Deletions {

    private static final Logger LOGGER = Logger.getLogger(Deletions.class);
    private static final Duration KEPT = Duration.ofHours(1);

    /** After a question without an answer. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<DeletionSource> sources;
    private final Duration refresh;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final Cache<SessionKey, Known> cache;
    private volatile Instant failedAt = Instant.MIN;

    /** What is known of a session, and since when. */
    private record Known(boolean deleted, Instant readAt) {}

    public Deletions(@All List<DeletionSource> all, ScreenConfig config, ScreenMeters meters, InstantSource clock) {
        Set<ScreenConfig.Deletions.Source> asked = config.deletions().sources().orElse(Set.of());
        this.sources =
                all.stream().filter(source -> asked.contains(source.source())).toList();
        this.refresh = config.deletions().refresh();
        this.meters = meters;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(config.sessions().cacheSize())
                .weigher(SessionKey::weight)
                .expireAfterWrite(KEPT)
                .ticker(new ForwardTicker(clock))
                .build();
    }

    /** The standing of those that were deleted, or of which that is not known; the others are left out. Never fails. */
    public Uni<Map<SessionKey, SessionGate.Status>> find(Collection<SessionKey> sessions) {
        if (sources.isEmpty() || sessions.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Instant now = clock.instant();
        Map<SessionKey, Known> known = new HashMap<>(cache.getAllPresent(Set.copyOf(sessions)));
        List<SessionKey> due = sessions.stream()
                .distinct()
                .filter(session -> isDue(known.get(session), now))
                .toList();
        meters.cache("deletions", sessions.size() - due.size(), due.size());
        if (due.isEmpty() || !ClockSkew.isOver(PAUSE, failedAt, now)) {
            return Uni.createFrom().item(standings(sessions, known));
        }
        return Uni.join()
                .all(sources.stream().map(source -> source.deleted(due)).toList())
                .andFailFast()
                .invoke(answers -> {
                    Set<SessionKey> deleted = new HashSet<>();
                    answers.forEach(deleted::addAll);
                    due.forEach(session -> {
                        Known read = new Known(deleted.contains(session), now);
                        known.put(session, read);
                        cache.put(session, read);
                    });
                })
                .onFailure()
                .invoke(failure -> {
                    failedAt = clock.instant();
                    LOGGER.debug("Deletions were not read", failure);
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull()
                .map(done -> standings(sessions, known));
    }

    private boolean isDue(@Nullable Known known, Instant now) {
        return known == null || (!known.deleted() && ClockSkew.isOver(refresh, known.readAt(), now));
    }

    private static Map<SessionKey, SessionGate.Status> standings(
            Collection<SessionKey> sessions, Map<SessionKey, Known> known) {
        Map<SessionKey, SessionGate.Status> standings = new HashMap<>();
        for (SessionKey session : sessions) {
            Known one = known.get(session);
            if (one == null) {
                standings.put(session, SessionGate.Status.DELETION_UNKNOWN);
            } else if (one.deleted()) {
                standings.put(session, SessionGate.Status.DELETED);
            }
        }
        return standings;
    }
}
