package dev.tapedeck.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The spans of one batch. A failed attempt is an error of its own span and an event of the root span. */
final class SpanTrace implements BatchTrace {

    private static final String FAILED = "step failed";
    private static final AttributeKey<Long> SESSIONS = AttributeKey.longKey("tapedeck.sessions");
    private static final AttributeKey<Long> EVENTS = AttributeKey.longKey("tapedeck.events");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("tapedeck.bytes");
    private static final AttributeKey<String> STEP = AttributeKey.stringKey("tapedeck.step");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final Tracer tracer;
    private final Span root;
    private final Context context;

    SpanTrace(Tracer tracer, Span root) {
        this.tracer = tracer;
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
