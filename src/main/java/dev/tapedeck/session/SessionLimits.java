package dev.tapedeck.session;

import dev.tapedeck.diagnostics.ConfigValidator;
import jakarta.inject.Singleton;
import java.util.List;

/** The limits of batches and blocks. */
@Singleton
class SessionLimits implements ConfigValidator {

    private final SessionConfig config;

    SessionLimits(SessionConfig config) {
        this.config = config;
    }

    @Override
    public List<String> mistakes() {
        return ConfigValidator.thrownBy(() -> SessionSettings.of(config, 1));
    }
}
