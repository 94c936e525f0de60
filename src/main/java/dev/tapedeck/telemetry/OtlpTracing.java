package dev.tapedeck.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Traces for a receiver of OTLP over HTTP. */
final class OtlpTracing {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration EXPORT = Duration.ofSeconds(10);

    private OtlpTracing() {}

    /** @throws UncheckedIOException when the certificates cannot be read */
    static BatchTraces traces(String endpoint, TelemetryConfig.Traces config, Config all) {
        return new SpanTraces(exporter(endpoint, config, EXPORT), resource(all));
    }

    /** @param limit how long sending some spans may take, with all that is tried */
    static SpanExporter exporter(String endpoint, TelemetryConfig.Traces config, Duration limit) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setConnectTimeout(CONNECT)
                .setTimeout(limit);
        config.headers().forEach(exporter::addHeader);
        config.caCertificates().ifPresent(file -> exporter.setTrustedCertificates(read(file)));
        return exporter.build();
    }

    /** Who tells: the same name that answers of the management port have. */
    private static Resource resource(Config config) {
        var attributes = Attributes.builder()
                .put("service.name", "tapedeck")
                .put("service.version", config.getValue("quarkus.application.version", String.class));
        config.getOptionalValue("tapedeck.operate.instance", String.class)
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .ifPresent(instance -> attributes.put("service.instance.id", instance));
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
