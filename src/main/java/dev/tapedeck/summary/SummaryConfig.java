package dev.tapedeck.summary;

import dev.tapedeck.diagnostics.ConfigValidator;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where rows about stored blocks go. */
@ConfigMapping(prefix = "tapedeck.summary")
public interface SummaryConfig {

    /** {@code clickhouse} inserts rows over HTTP; {@code kafka} sends the direct peer's messages to its topics. */
    @WithDefault("clickhouse")
    Sink sink();

    /** The ClickHouse server. */
    ClickHouse clickhouse();

    /** Where rows go. */
    enum Sink {
        CLICKHOUSE,
        KAFKA
    }

    /** How to reach ClickHouse. */
    interface ClickHouse {

        /** Its HTTP address, {@code http://host:port} or {@code https://host:port}. */
        @WithDefault("http://127.0.0.1:8123")
        String url();

        /** The database with Tapedeck's tables. */
        @WithDefault("posthog")
        String database();

        /** The user. */
        @WithDefault("default")
        String user();

        /** The user's password; none by default. */
        Optional<String> password();

        /**
         * A file with the certificates, PEM, of those who may vouch for the server when its address is {@code https}; those
         * that the virtual machine trusts by default.
         */
        Optional<String> caCertificates();

        /** Inserts under way at once; each holds a thread of its own. 1 to 64. */
        @WithDefault("4")
        int concurrency();

        /** How long one insert may take before it is given up and tried again. */
        @WithDefault("30s")
        Duration timeout();
    }

    /** How ClickHouse is reached. */
    @Singleton
    class Validator implements ConfigValidator {

        private static final String PREFIX = "tapedeck.summary.clickhouse.";
        private static final int MAX_CONCURRENCY = 64;
        private static final Set<String> SCHEMES = Set.of("http", "https");

        private final SummaryConfig.ClickHouse config;

        Validator(SummaryConfig config) {
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
}
