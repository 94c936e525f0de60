package dev.tapedeck.intake;

import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.SettingsCheck;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The limits of the lanes, and what Kafka's clients are told. */
@Singleton
class IntakeSettings implements SettingsCheck {

    private final IntakeConfig config;
    private final ChannelSettings channels;
    private final InstantSource clock;

    IntakeSettings(IntakeConfig config, ChannelSettings channels, InstantSource clock) {
        this.config = config;
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>(SettingsCheck.thrownBy(
                () -> IntakeLimits.budgetBytes(config, Runtime.getRuntime().maxMemory()),
                () -> IntakeLimits.settings(
                        config, Duration.ofSeconds(1), clock, (delay, task) -> {}, BatchTraces.NONE),
                () -> positive("revoke-deadline", config.revokeDeadline()),
                () -> positive("shutdown-deadline", config.shutdownDeadline()),
                () -> positive("stuck-after", config.stuckAfter())));
        mistakes.addAll(channels.mistakes());
        return mistakes;
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("tapedeck.intake." + key + " must be greater than 0, but is " + value);
        }
    }
}
