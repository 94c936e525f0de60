package dev.tapedeck.screen.judge;

import dev.tapedeck.screen.restriction.RestrictionBook;
import dev.tapedeck.screen.team.TeamDirectory;
import dev.tapedeck.telemetry.OperatorMessage;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps restrictions and teams fresh in the background: looks once a second whether one is due. */
@Singleton
class CacheRefresher {

    private static final Logger LOGGER = Logger.getLogger(CacheRefresher.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final RestrictionBook restrictions;
    private final TeamDirectory teams;
    private final boolean reading;
    private volatile @Nullable Cancellable ticking;

    CacheRefresher(
            RestrictionBook restrictions,
            TeamDirectory teams,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        this.restrictions = restrictions;
        this.teams = teams;
        this.reading = reading;
    }

    /** A command judges no messages, and must not complain of what it does not need. */
    void onStart(@Observes StartupEvent event) {
        if (!reading) {
            return;
        }
        ticking = Multi.createFrom()
                .ticks()
                .every(TICK)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> refreshDue())
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOGGER.error("Restrictions and teams are not refreshed any more", failure));
    }

    /** Refreshes what is due; ends when that is done, and never fails. Called from one tick after the other. */
    private Uni<Void> refreshDue() {
        Uni<Void> rules =
                guarded(() -> restrictions.isDue() ? restrictions.reload().replaceWithVoid() : nothing());
        Uni<Void> known = guarded(() -> teams.isDue() ? teams.refresh() : nothing());
        return Uni.join().all(rules, known).andCollectFailures().replaceWithVoid();
    }

    /** A failure must not end the ticks, nor keep the other refresh from running. */
    private static Uni<Void> guarded(Supplier<Uni<Void>> refresh) {
        return Uni.createFrom()
                .deferred(refresh::get)
                .onFailure()
                .invoke(failure -> OperatorMessage.REPETITION_FAILED.logWithCause(LOGGER, failure, TICK))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    void onStop(@Observes ShutdownEvent event) {
        Cancellable running = ticking;
        if (running != null) {
            running.cancel();
        }
    }
}
