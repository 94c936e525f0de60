package dev.tapedeck.lane;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.kafka.admin.ChannelSettings;
import dev.tapedeck.kafka.partition.TransactionSettings;
import dev.tapedeck.telemetry.BatchTraces;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** The limits of the lanes, and what Kafka's clients are told. */
@Singleton
class IntakeSettings implements ConfigValidator {

    private final LaneConfig config;
    private final ChannelSettings channels;
    private final InstantSource clock;
    private final Config all;
    private final Map<String, Object> kafka;

    IntakeSettings(
            LaneConfig config,
            ChannelSettings channels,
            InstantSource clock,
            Config all,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.config = config;
        this.channels = channels;
        this.clock = clock;
        this.all = all;
        this.kafka = kafka;
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>(ConfigValidator.thrownBy(
                () -> IntakeLimits.budgetBytes(config, Runtime.getRuntime().maxMemory()),
                () -> IntakeLimits.settings(
                        config, Duration.ofSeconds(1), clock, (delay, task) -> {}, BatchTraces.NONE),
                () -> positive("revoke-deadline", config.revokeDeadline()),
                () -> positive("shutdown-deadline", config.shutdownDeadline()),
                () -> positive("stuck-after", config.stuckAfter())));
        mistakes.addAll(channels.mistakes());
        if (config.transactions()) {
            mistakes.addAll(ConfigValidator.thrownBy(() -> TransactionSettings.of(all, kafka)));
        }
        return mistakes;
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("tapedeck.intake." + key + " must be greater than 0, but is " + value);
        }
    }
}
