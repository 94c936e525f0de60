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

/** Reads restrictions and teams again in the background. Looks once a second whether that is due. */
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

    /** A command judges no messages, so it must not complain about servers that it does not need. */
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

    /** Refreshes what is due. Ends when that is done; never fails. The ticks wait for it. */
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
