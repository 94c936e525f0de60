package dev.tapedeck.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Puts tracing together; without an endpoint not even its classes are loaded. */
@Dependent
class TraceBeans {

    @Produces
    @Singleton
    BatchTraces traces(TelemetryConfig config, Config all) {
        return config.traces()
                .endpoint()
                .<BatchTraces>map(endpoint -> new SpanTraces(exporter(endpoint, config.traces()), resource(all)))
                .orElse(BatchTraces.NONE);
    }

    void stop(@Disposes BatchTraces traces) {
        if (traces instanceof SpanTraces spans) {
            spans.close();
        }
    }

    private static SpanExporter exporter(String endpoint, TelemetryConfig.Traces config) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint);
        config.headers().forEach(exporter::addHeader);
        config.caCertificates().ifPresent(file -> exporter.setTrustedCertificates(read(file)));
        return exporter.build();
    }

    private static Resource resource(Config config) {
        var attributes = Attributes.builder()
                .put("service.name", "tapedeck")
                .put("service.version", config.getValue("quarkus.application.version", String.class));
        String host = System.getenv("HOSTNAME");
        config.getOptionalValue("tapedeck.operate.instance", String.class)
                .or(() -> Optional.ofNullable(host))
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
