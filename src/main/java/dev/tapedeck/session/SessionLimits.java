package dev.tapedeck.session;

import dev.tapedeck.diagnostics.SettingsCheck;
import jakarta.inject.Singleton;
import java.util.List;

/** The limits of batches and blocks. */
@Singleton
class SessionLimits implements SettingsCheck {

    private final SessionConfig config;

    SessionLimits(SessionConfig config) {
        this.config = config;
    }

    @Override
    public List<String> mistakes() {
        return SettingsCheck.thrownBy(() -> SessionSettings.of(config, 1));
    }
}
