package dev.tapedeck.telemetry;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** What is told to others. Metrics, health and logs need no configuration. */
@ConfigMapping(prefix = "tapedeck.telemetry")
public interface TelemetryConfig {

    /** One trace for each batch. */
    Traces traces();

    /** One trace for each batch. */
    interface Traces {

        /**
         * Where traces are sent, as OTLP over HTTP: the whole address, such as {@code http://127.0.0.1:4318/v1/traces}. Without
         * one there are no traces.
         */
        Optional<String> endpoint();

        /** Headers of every request to it, such as {@code authorization}. */
        Map<String, String> headers();

        /**
         * A file with the certificates, PEM, of those who may vouch for it when its address is {@code https}; those that the
         * virtual machine trusts by default.
         */
        Optional<String> caCertificates();
    }
}
