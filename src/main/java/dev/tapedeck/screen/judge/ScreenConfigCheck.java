package dev.tapedeck.screen.judge;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.restriction.StaticRestrictions;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The limits of screening. */
@Singleton
class ScreenConfigCheck implements ConfigValidator {

    private static final String PREFIX = "tapedeck.screen.";
    private static final Duration MOST_STALE = Duration.ofMinutes(1);
    private static final Duration LEAST_STALE = Duration.ofSeconds(1);
    private static final long LONGEST_REDIS_VALUE = 512L << 20;

    private final ScreenConfig config;

    ScreenConfigCheck(ScreenConfig config) {
        this.config = config;
    }

    @Override
    public List<String> mistakes() {
        return ConfigValidator.thrownBy(
                () -> BodyReaders.limit(config, Runtime.getRuntime().maxMemory()), () -> check(config));
    }

    /**
     * Checks all values but {@code max-body}.
     *
     * @throws IllegalArgumentException on the first one that is out of range
     */
    static void check(ScreenConfig config) {
        positive("clock-tolerance", config.clockTolerance());
        positive("redis-timeout", config.redisTimeout());
        positive("postgres-timeout", config.postgresTimeout());
        check(config.restrictions());
        check(config.teams());
        atLeast("sessions.cache-size", config.sessions().cacheSize(), 1);
        positive("sessions.cache-for", config.sessions().cacheFor());
        fresh("deletions.refresh", config.deletions().refresh());
        atLeast("new-sessions.burst", config.newSessions().burst(), 1);
        require(config.newSessions().perSecond() > 0, "new-sessions.per-second", "greater than 0");
        check(config.overflow());
    }

    private static void check(ScreenConfig.Restrictions config) {
        fresh("restrictions.refresh", config.refresh());
        within("restrictions.max-bytes", config.maxBytes(), LONGEST_REDIS_VALUE);
        try {
            StaticRestrictions.of(config);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "restrictions: " + e.getMessage(), e);
        }
    }

    private static void check(ScreenConfig.Teams config) {
        fresh("teams.refresh", config.refresh());
        positive("teams.unknown-for", config.unknownFor());
        positive("teams.idle", config.idle());
        atLeast("teams.cache-size", config.cacheSize(), 1);
    }

    private static void check(ScreenConfig.Overflow config) {
        within("overflow.burst", config.burst(), Long.MAX_VALUE);
        within("overflow.refill-per-second", config.refillPerSecond(), Long.MAX_VALUE);
        require(
                config.cooledLevel() > 0 && config.cooledLevel() <= 1,
                "overflow.cooled-level",
                "greater than 0 and at most 1");
        atLeast("overflow.tracked-sessions", config.trackedSessions(), 1);
    }

    private static void positive(String key, Duration value) {
        require(value.isPositive(), key, "positive");
    }

    private static void fresh(String key, Duration value) {
        require(
                value.compareTo(LEAST_STALE) >= 0 && value.compareTo(MOST_STALE) <= 0,
                key,
                "from " + LEAST_STALE + " to " + MOST_STALE);
    }

    private static void within(String key, MemorySize value, long most) {
        long bytes = value.asLongValue();
        require(bytes >= 1 && bytes <= most, key, "from 1 to " + most + " bytes");
    }

    private static void atLeast(String key, int value, int least) {
        require(value >= least, key, "at least " + least);
    }

    private static void require(boolean holds, String key, String range) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + key + " must be " + range);
        }
    }
}
