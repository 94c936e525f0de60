package dev.tapedeck.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of a batch's trace when things go wrong; that all goes well is for the tests of the whole service. */
class SpanTracesTest {

    private static final Instant SINCE = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Kept kept = new Kept();

    @Test
    void aFailedAttemptIsAnErrorAndAnEventAndTheFailureGoesOn() {
        IllegalStateException failure = new IllegalStateException("of the test");
        try (SpanTraces traces = new SpanTraces(kept, Resource.getDefault())) {
            BatchTrace trace = traces.begin("recordings", 3, 10, 20, SINCE);
            Uni<Object> step = trace.step("commit", () -> Uni.createFrom().failure(failure));
            assertThatThrownBy(() -> step.await().atMost(LIMIT)).isSameAs(failure);
            assertThat(trace.step("commit", () -> Uni.createFrom().item("done"))
                            .await()
                            .atMost(LIMIT))
                    .isEqualTo("done");
            trace.committed();
        }
        assertThat(kept.spans).extracting(SpanData::getName).containsExactly("commit", "commit", "batch");
        assertThat(kept.spans)
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET, StatusCode.UNSET);
        SpanData root = kept.spans.getLast();
        assertThat(root.getEvents()).extracting(EventData::getName).containsExactly("step failed");
        assertThat(root.getStartEpochNanos()).isEqualTo(SINCE.toEpochMilli() * 1_000_000);
        assertThat(kept.spans).extracting(SpanData::getTraceId).containsOnly(root.getTraceId());
    }

    @Test
    void whatIsThrownIsAFailureToo() {
        try (SpanTraces traces = new SpanTraces(kept, Resource.getDefault())) {
            Uni<Object> step = traces.begin("recordings", 3, 10, 20, SINCE).step("seal", () -> {
                throw new IllegalStateException("of the test");
            });
            assertThatThrownBy(() -> step.await().atMost(LIMIT)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(kept.spans)
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    }

    @Test
    void whatIsLeftToOthersEndsWithAnErrorThatSaysWhy() {
        try (SpanTraces traces = new SpanTraces(kept, Resource.getDefault())) {
            traces.begin("recordings", 3, 10, 20, SINCE).abandoned("the lane was closed");
        }
        assertThat(kept.spans)
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getDescription()).isEqualTo("the lane was closed"));
    }

    /** Keeps what would be sent. */
    private static final class Kept implements SpanExporter {

        private final List<SpanData> spans = new CopyOnWriteArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
