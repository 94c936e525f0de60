package dev.tapedeck.telemetry;

import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Traces as spans of OpenTelemetry, for a receiver of OTLP over HTTP: a root span for each batch, a child for each attempt of a step. A
 * thread of its own sends them. If the receiver is too slow, spans are dropped; batches do not wait.
 */
final class SpanTraces implements BatchTraces, AutoCloseable {

    private static final String NAME = "batch";
    private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("tapedeck.topic");
    private static final AttributeKey<Long> PARTITION = AttributeKey.longKey("tapedeck.partition");
    private static final AttributeKey<Long> FROM = AttributeKey.longKey("tapedeck.from");
    private static final AttributeKey<Long> UNTIL = AttributeKey.longKey("tapedeck.until");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration EXPORT = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    SpanTraces(SpanExporter exporter, Resource resource) {
        provider = SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        tracer = provider.get("dev.tapedeck");
    }

    /** @throws UncheckedIOException when the certificates cannot be read */
    static BatchTraces toReceiver(String endpoint, TelemetryConfig.Traces config, Config all) {
        return new SpanTraces(exporter(endpoint, config, EXPORT), resource(all));
    }

    /** @param limit how long a request may take, with its retries */
    static SpanExporter exporter(String endpoint, TelemetryConfig.Traces config, Duration limit) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint)
                .setConnectTimeout(CONNECT)
                .setTimeout(limit);
        config.headers().forEach(exporter::addHeader);
        config.caCertificates().ifPresent(file -> exporter.setTrustedCertificates(read(file)));
        return exporter.build();
    }

    /** The service and the name of this instance, the same as on the management port. */
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

    @Override
    public BatchTrace begin(String topic, int partition, long from, long until, Instant since) {
        Span root = tracer.spanBuilder(NAME)
                .setParent(Context.root())
                .setStartTimestamp(since)
                .setAttribute(TOPIC, topic)
                .setAttribute(PARTITION, (long) partition)
                .setAttribute(FROM, from)
                .setAttribute(UNTIL, until)
                .startSpan();
        return new SpanTrace(root);
    }

    /** Sends the remaining spans, within a few seconds. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The spans of one batch. A failed attempt is an error of its own span and an event of the root span. */
    private final class SpanTrace implements BatchTrace {

        private static final String FAILED = "step failed";
        private static final AttributeKey<Long> SESSIONS = AttributeKey.longKey("tapedeck.sessions");
        private static final AttributeKey<Long> EVENTS = AttributeKey.longKey("tapedeck.events");
        private static final AttributeKey<Long> BYTES = AttributeKey.longKey("tapedeck.bytes");
        private static final AttributeKey<String> STEP = AttributeKey.stringKey("tapedeck.step");
        private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

        private final Span root;
        private final Context context;

        SpanTrace(Span root) {
            this.root = root;
            this.context = Context.root().with(root);
        }

        @Override
        public <T extends @Nullable Object> Uni<T> step(String name, Supplier<Uni<T>> work) {
            return Uni.createFrom().deferred(() -> {
                Span span = tracer.spanBuilder(name).setParent(context).startSpan();
                return Uni.createFrom()
                        .deferred(() -> work.get())
                        .onFailure()
                        .invoke(failure -> failed(name, span, failure))
                        .onTermination()
                        .invoke(() -> span.end());
            });
        }

        private void failed(String name, Span span, Throwable failure) {
            String type = failure.getClass().getName();
            span.recordException(failure);
            span.setStatus(StatusCode.ERROR, type);
            root.addEvent(FAILED, Attributes.of(STEP, name, ERROR, type));
        }

        @Override
        public void holds(int sessions, long events, long bytes) {
            root.setAttribute(SESSIONS, (long) sessions);
            root.setAttribute(EVENTS, events);
            root.setAttribute(BYTES, bytes);
        }

        @Override
        public void committed() {
            root.end();
        }

        @Override
        public void abandoned(String reason) {
            root.setStatus(StatusCode.ERROR, reason);
            root.end();
        }
    }
}
