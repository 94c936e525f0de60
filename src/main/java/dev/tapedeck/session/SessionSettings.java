package dev.tapedeck.session;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.session.block.BlockCodec;
import dev.tapedeck.session.block.ZstdFrames;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * {@link SessionConfig}, validated.
 *
 * @param batchMaxBytes when to seal by size, bytes of lines; greater than 0
 * @param batchMaxAge when to seal by age; greater than 0, at most a day
 * @param maxEventsPerBatch how many events a session may have in one batch; greater than 0
 * @param codec the codec of blocks
 * @param zstdLevel the level of zstd, one that the library has
 * @param unwrap whether compressed fields are restored before encoding
 * @param encoders how many blocks are encoded at the same time; greater than 0
 */
public record SessionSettings(
        long batchMaxBytes,
        Duration batchMaxAge,
        long maxEventsPerBatch,
        BlockCodec codec,
        int zstdLevel,
        boolean unwrap,
        int encoders) {

    private static final Duration LONGEST_AGE = Duration.ofDays(1);

    public SessionSettings {
        require(batchMaxBytes > 0, "batch-max-bytes", "must be greater than 0", batchMaxBytes);
        require(
                batchMaxAge.isPositive() && batchMaxAge.compareTo(LONGEST_AGE) <= 0,
                "batch-max-age",
                "must be greater than 0 and at most a day",
                batchMaxAge);
        require(maxEventsPerBatch > 0, "max-events-per-batch", "must be greater than 0", maxEventsPerBatch);
        int lowest = ZstdFrames.lowestLevel();
        int highest = ZstdFrames.highestLevel();
        require(
                zstdLevel >= lowest && zstdLevel <= highest,
                "zstd-level",
                "must be from " + lowest + " to " + highest,
                zstdLevel);
        require(encoders > 0, "encoders", "must be greater than 0", encoders);
    }

    /**
     * Validates a configuration.
     *
     * @param processors how many encoders there are by default
     * @throws IllegalArgumentException naming the key whose value is invalid
     */
    public static SessionSettings of(SessionConfig config, int processors) {
        return new SessionSettings(
                config.batchMaxBytes().asLongValue(),
                config.batchMaxAge(),
                config.maxEventsPerBatch(),
                config.codec(),
                config.zstdLevel(),
                config.unwrap(),
                config.encoders().orElse(processors));
    }

    private static void require(boolean holds, String key, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("tapedeck.session." + key + " " + rule + ", but is " + value);
        }
    }

    /** Checks {@link SessionConfig} before anything starts. */
    @Singleton
    static class Validator implements ConfigValidator {

        private final SessionConfig config;

        Validator(SessionConfig config) {
            this.config = config;
        }

        @Override
        public List<String> mistakes() {
            return ConfigValidator.thrownBy(() -> of(config, 1));
        }
    }
}
