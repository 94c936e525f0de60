package dev.tapedeck.screen;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * The channel {@code ingestion-warnings}: tells teams what they can act on, at most once an hour for each team, type and
 * key. Callable on any thread; does not block.
 */
@Singleton
public class WarningChannel {

    private static final Logger LOGGER = Logger.getLogger(WarningChannel.class);
    private static final Duration QUIET_FOR = Duration.ofHours(1);

    /** The warnings remembered as sent; one that is pushed out may be sent again within its hour. */
    private static final int REMEMBERED = 100_000;

    private final MutinyEmitter<byte[]> emitter;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final Cache<Subject, Boolean> sent;

    private record Subject(int teamId, String type, String key) {}

    WarningChannel(
            @Channel("ingestion-warnings") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> emitter,
            ScreenMeters meters,
            InstantSource clock) {
        this.emitter = emitter;
        this.meters = meters;
        this.clock = clock;
        this.sent = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(QUIET_FOR)
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .build();
    }

    /**
     * Sends those of these warnings that have not been sent within the hour. Never fails: a warning that is not
     * acknowledged is counted, and may be sent again at once.
     */
    public Uni<Void> send(List<Warning> warnings) {
        List<Uni<Void>> sends = new ArrayList<>();
        for (Warning warning : warnings) {
            Subject subject = new Subject(warning.teamId(), warning.type(), warning.key());
            if (sent.asMap().putIfAbsent(subject, true) == null) {
                sends.add(send(warning, subject));
            } else {
                meters.warning(warning.type(), "throttled");
            }
        }
        return sends.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(sends).andFailFast().replaceWithVoid();
    }

    private Uni<Void> send(Warning warning, Subject subject) {
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(Message.of(WarningJson.of(warning, clock.instant()))))
                .invoke(() -> meters.warning(warning.type(), "sent"))
                .onFailure()
                .invoke(failure -> {
                    sent.invalidate(subject);
                    meters.warning(warning.type(), "failed");
                    LOGGER.debug("A warning was not sent", failure);
                })
                .onFailure()
                .recoverWithNull();
    }
}
