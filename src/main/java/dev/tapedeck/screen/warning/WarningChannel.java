package dev.tapedeck.screen.warning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.tapedeck.runtime.ClockSkew.ForwardTicker;
import dev.tapedeck.screen.warning.IngestionWarning.Subject;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** A warning that failed is not tried again with every batch. */
    private static final Duration QUIET_AFTER_FAILURE = Duration.ofMinutes(1);

    /** The longest that a batch waits for its warnings: they must not hold up what is recorded. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** The warnings remembered as sent; one that is pushed out may be sent again within its hour. */
    private static final int REMEMBERED = 100_000;

    /** Beyond this many under way the topic takes none, and those that come are counted as failed. */
    private static final int MOST_UNDER_WAY = 10_000;

    private static final JsonFactory JSON = new JsonFactory();

    /** The name under which the product expects warnings of its ingestion. */
    private static final String SOURCE = "plugin-server";

    /** How ClickHouse reads a time. */
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final MutinyEmitter<byte[]> emitter;
    private final ScreenMeters meters;
    private final InstantSource clock;
    private final Cache<Subject, Duration> quiet;
    private final AtomicInteger underWay = new AtomicInteger();

    WarningChannel(
            @Channel("ingestion-warnings") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<byte[]> emitter,
            ScreenMeters meters,
            InstantSource clock) {
        this.emitter = emitter;
        this.meters = meters;
        this.clock = clock;
        this.quiet = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfter(Expiry.<Subject, Duration>writing((subject, howLong) -> howLong))
                .ticker(new ForwardTicker(clock))
                .build();
    }

    /**
     * Sends those of these warnings that have not been sent within the hour. Answers when all are acknowledged, but after a
     * second at the latest. Never fails: a warning that is not acknowledged is counted, and may be sent again a minute later.
     */
    public Uni<Void> send(List<IngestionWarning> warnings) {
        List<Uni<Void>> sends = new ArrayList<>();
        for (IngestionWarning warning : warnings) {
            Subject subject = warning.subject();
            if (quiet.asMap().putIfAbsent(subject, QUIET_FOR) == null) {
                sends.add(send(warning, subject));
            } else {
                meters.warning(warning.type(), "throttled");
            }
        }
        if (sends.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // Remembered, so that what comes too late for the batch goes on and is counted.
        Uni<Void> all =
                Uni.join().all(sends).andFailFast().replaceWithVoid().memoize().indefinitely();
        return all.ifNoItem().after(PATIENCE).recoverWithUni(Uni.createFrom().voidItem());
    }

    private Uni<Void> emit(IngestionWarning warning) {
        underWay.incrementAndGet();
        return emitter.sendMessage(Message.of(json(warning, clock.instant())))
                .onTermination()
                .invoke(underWay::decrementAndGet);
    }

    private Uni<Void> send(IngestionWarning warning, Subject subject) {
        return Uni.createFrom()
                .deferred(() -> underWay.get() < MOST_UNDER_WAY
                        ? emit(warning)
                        : Uni.createFrom().failure(new IllegalStateException("too many warnings wait")))
                .invoke(() -> meters.warning(warning.type(), "sent"))
                .onFailure()
                .invoke(failure -> {
                    quiet.put(subject, QUIET_AFTER_FAILURE);
                    meters.warning(warning.type(), "failed");
                    LOGGER.debug("A warning was not sent", failure);
                })
                .onFailure()
                .recoverWithNull();
    }

    /** The warning as the product's ingestion of warnings reads it. */
    private static byte[] json(IngestionWarning warning, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("team_id", warning.teamId());
            json.writeStringField("type", warning.type());
            json.writeStringField("source", SOURCE);
            json.writeStringField("details", warning.details());
            json.writeStringField("timestamp", TIMESTAMP.format(now));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
