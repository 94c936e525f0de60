package dev.tapedeck.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Traces as spans of OpenTelemetry: a root span for each batch, a child for each attempt of a step. A thread of its own sends
 * them; when the receiver does not keep up, spans are dropped and batches are not held up.
 */
final class SpanTraces implements BatchTraces, AutoCloseable {

    private static final String NAME = "batch";
    private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("tapedeck.topic");
    private static final AttributeKey<Long> PARTITION = AttributeKey.longKey("tapedeck.partition");
    private static final AttributeKey<Long> FROM = AttributeKey.longKey("tapedeck.from");
    private static final AttributeKey<Long> UNTIL = AttributeKey.longKey("tapedeck.until");
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
        return new SpanTrace(tracer, root);
    }

    /** Sends what is left, within a few seconds. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    }
}
