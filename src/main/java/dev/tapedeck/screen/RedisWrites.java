package dev.tapedeck.screen;

import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.screen.ScreenRedis.Write;
import dev.tapedeck.telemetry.OperatorMessage;
import dev.tapedeck.telemetry.ScreenMeters;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether Redis takes writes. A server that has become a replica, or whose disk or memory is full, answers questions and refuses
 * writes: messages go on, but what sessions need to be remembered for is forgotten. Nobody would see that without being told.
 * Asked with a write of its own every ten seconds. Any thread.
 */
@Singleton
public class RedisWrites {

    private static final Logger LOGGER = Logger.getLogger(RedisWrites.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final String KIND = "writable";
    private static final Write PROBE = new Write("@posthog/replay/session-seen:tapedeck-writable", "1", false);

    /** How the answers of a server begin that refuses every write: a replica, no room on disk or in memory, too few replicas. */
    private static final List<String> REFUSALS =
            List.of("READONLY ", "MISCONF ", "OOM command not allowed", "NOREPLICAS ");

    private final ScreenRedis redis;
    private final Scheduler delays;
    private final boolean reading;
    private volatile @Nullable String refusal;

    RedisWrites(
            ScreenRedis redis,
            Scheduler delays,
            ScreenMeters meters,
            @ConfigProperty(name = "mp.messaging.incoming.recordings.enabled", defaultValue = "true") boolean reading) {
        this.redis = redis;
        this.delays = delays;
        this.reading = reading;
        meters.redisReadOnly(this, writes -> writes.refusal == null ? 0 : 1);
    }

    void onStart(@Observes StartupEvent event) {
        if (reading) {
            delays.every(EVERY, this::ask);
        }
    }

    /** What Redis answered to the last write, if it refuses all writes; null if it takes writes, or does not answer. */
    public @Nullable String refusal() {
        return refusal;
    }

    private void ask() {
        redis.write(KIND, List.of(PROBE), EVERY)
                .subscribe()
                .with(written -> heard(null), failure -> heard(refusal(failure)));
    }

    /** One answer after the other: the next question comes ten seconds later. */
    private void heard(@Nullable String answer) {
        String before = refusal;
        refusal = answer;
        if (before == null && answer != null) {
            OperatorMessage.REDIS_READ_ONLY.log(LOGGER, answer);
        } else if (before != null && answer == null) {
            LOGGER.info("Redis takes writes again");
        }
    }

    /** The server's answer, if it refuses all writes; null for any other failure. Of a pipeline it says first which command it was. */
    static @Nullable String refusal(Throwable failure) {
        String answer = String.valueOf(failure.getMessage());
        return REFUSALS.stream()
                .map(answer::indexOf)
                .filter(at -> at >= 0)
                .map(answer::substring)
                .findFirst()
                .orElse(null);
    }
}
