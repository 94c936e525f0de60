package dev.tapedeck.summary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

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
}
