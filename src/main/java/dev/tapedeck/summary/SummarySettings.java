package dev.tapedeck.summary;

import dev.tapedeck.diagnostics.ConfigValidator;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** How ClickHouse is reached. */
@Singleton
class SummarySettings implements ConfigValidator {

    private static final String PREFIX = "tapedeck.summary.clickhouse.";
    private static final int MAX_CONCURRENCY = 64;
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final SummaryConfig.ClickHouse config;

    SummarySettings(SummaryConfig config) {
        this.config = config.clickhouse();
    }

    @Override
    public List<String> mistakes() {
        return ConfigValidator.thrownBy(
                this::checkConcurrency, this::checkTimeout, this::checkUrl, this::checkCertificates);
    }

    private void checkConcurrency() {
        require(
                config.concurrency() >= 1 && config.concurrency() <= MAX_CONCURRENCY,
                "concurrency must be 1 to " + MAX_CONCURRENCY + ", but is " + config.concurrency());
    }

    private void checkTimeout() {
        require(
                config.timeout().isPositive() && config.timeout().toMillis() <= Integer.MAX_VALUE,
                "timeout must be greater than 0 and at most 24 days, but is " + config.timeout());
    }

    /** Does not repeat the value, which may hold a password. */
    private void checkUrl() {
        boolean usable;
        try {
            URI uri = URI.create(config.url());
            usable = uri.getHost() != null && SCHEMES.contains(uri.getScheme());
        } catch (IllegalArgumentException e) {
            usable = false;
        }
        require(usable, "url must be http://host:port or https://host:port");
    }

    private void checkCertificates() {
        config.caCertificates().ifPresent(file -> ConfigValidator.expectReadable(PREFIX + "ca-certificates", file));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + rule);
        }
    }
}
