package dev.tapedeck.telemetry;

import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where traces go. */
@Singleton
class TelemetrySettings implements SettingsCheck {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final TelemetryConfig.Traces config;

    TelemetrySettings(TelemetryConfig config) {
        this.config = config.traces();
    }

    /** Does not repeat the address, which may hold a password. */
    @Override
    public List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        if (config.endpoint().filter(endpoint -> !usable(endpoint)).isPresent()) {
            mistakes.add("tapedeck.telemetry.traces.endpoint must be http://host:port/path or https://host:port/path");
        }
        config.caCertificates()
                .filter(file -> !Files.isReadable(Path.of(file)))
                .ifPresent(file -> mistakes.add(
                        "tapedeck.telemetry.traces.ca-certificates must name a file that can be read, but is " + file));
        return mistakes;
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
