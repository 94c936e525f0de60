package dev.tapedeck.telemetry;

import dev.tapedeck.diagnostics.ConfigValidator;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** Where traces go. */
@Singleton
class TelemetrySettings implements ConfigValidator {

    private static final String PREFIX = "tapedeck.telemetry.traces.";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final TelemetryConfig.Traces config;

    TelemetrySettings(TelemetryConfig config) {
        this.config = config.traces();
    }

    @Override
    public List<String> mistakes() {
        return ConfigValidator.thrownBy(this::checkEndpoint, this::checkCertificates);
    }

    /** Does not repeat the address, which may hold a password. */
    private void checkEndpoint() {
        if (config.endpoint().filter(endpoint -> !usable(endpoint)).isPresent()) {
            throw new IllegalArgumentException(
                    PREFIX + "endpoint must be http://host:port/path or https://host:port/path");
        }
    }

    private void checkCertificates() {
        config.caCertificates().ifPresent(file -> ConfigValidator.expectReadable(PREFIX + "ca-certificates", file));
    }

    private static boolean usable(String endpoint) {
        try {
            URI uri = URI.create(endpoint);
            return uri.getHost() != null && SCHEMES.contains(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
