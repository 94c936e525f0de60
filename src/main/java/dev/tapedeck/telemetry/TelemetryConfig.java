package dev.tapedeck.telemetry;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** Configuration of traces. Metrics, health and logs need none. */
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
         * A PEM file of the certificate authorities to trust for an {@code https} address. By default those that the virtual machine
         * trusts.
         */
        Optional<String> caCertificates();
    }
}
