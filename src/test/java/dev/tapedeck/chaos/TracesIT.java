package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.Fault.Moment;
import dev.tapedeck.testing.SpanReceiver;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances at work, of which one tells a receiver of its batches and the other nobody. */
class TracesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FORBIDDEN = 403;
    private static final Path CLASSES = Path.of("target/chaos/traces/classes.log");

    private final SpanReceiver receiver = new SpanReceiver();
    private final Deployment deployment = new Deployment("traces", 2);
    private final Instance telling = deployment.instance(0);
    private final Instance silent = deployment.instance(1);

    @AfterEach
    void close() {
        deployment.close();
        receiver.close();
    }

    @Test
    void everyBatchOfTheOneThatTellsHasOneTraceAndTheOtherLoadsNoTracing() throws IOException {
        Files.createDirectories(CLASSES.getParent());
        telling.with("tapedeck.telemetry.traces.endpoint", receiver.address())
                .with("tapedeck.operate.instance", "telling");
        silent.withOption("-Xlog:class+load:file=" + CLASSES);
        AtomicInteger refusals = new AtomicInteger(1);
        telling.store()
                .suffer((moment, request) -> moment == Moment.REQUESTED
                                && request.method().equals("PUT")
                                && !request.lines().getFirst().contains("/.tapedeck-")
                                && refusals.getAndDecrement() > 0
                        ? new Fault.Reaction.Refuse(FORBIDDEN)
                        : Fault.PASS);
        deployment.start();
        Traffic.Sent sent = deployment.traffic().playOnce();
        deployment.settle();
        double committed = telling.run().meters().sum("tapedeck_batches_committed_total");
        double recorded = telling.run().meters().sum("tapedeck_recorded_total");
        telling.run().terminate();
        telling.run().awaitEnd(LIMIT);

        Map<?, List<Span>> traces = receiver.spans().stream().collect(Collectors.groupingBy(Span::getTraceId));
        assertThat(traces).hasSize((int) committed);
        assertThat(recorded).as("messages, of %d", sent.messages()).isGreaterThan(committed);
        traces.values().forEach(TracesIT::assertWhole);
        assertThat(distinct(traces.values())).as("batches told of").isEqualTo(traces.size());
        assertThat(receiver.received())
                .allSatisfy(one -> assertThat(attributes(one.getResource().getAttributesList()))
                        .containsEntry("service.name", "tapedeck")
                        .containsEntry("service.instance.id", "telling"));
        assertTheRefusalIsTold();
        assertThat(Files.readString(CLASSES))
                .contains("dev.tapedeck.telemetry.BatchTraces ")
                .doesNotContain("io.opentelemetry.sdk.", "io.opentelemetry.exporter.");
    }

    private static void assertWhole(List<Span> trace) {
        List<Span> roots =
                trace.stream().filter(span -> span.getParentSpanId().isEmpty()).toList();
        assertThat(roots).extracting(Span::getName).containsExactly("batch");
        Span root = roots.getFirst();
        assertThat(attributes(root.getAttributesList()))
                .containsKeys(
                        "tapedeck.topic",
                        "tapedeck.partition",
                        "tapedeck.from",
                        "tapedeck.until",
                        "tapedeck.sessions",
                        "tapedeck.events",
                        "tapedeck.bytes");
        List<Span> steps = trace.stream().filter(span -> span != root).toList();
        assertThat(steps).allSatisfy(step -> assertThat(step.getParentSpanId()).isEqualTo(root.getSpanId()));
        assertThat(steps.stream()
                        .filter(TracesIT::succeeded)
                        .map(Span::getName)
                        .filter(name -> !name.equals("announce")))
                .containsExactlyInAnyOrder("seal", "put objects", "insert rows", "commit");
    }

    private void assertTheRefusalIsTold() {
        List<Span> failed =
                receiver.spans().stream().filter(span -> !succeeded(span)).toList();
        assertThat(failed).extracting(Span::getName).containsExactly("put objects");
        assertThat(failed.getFirst().getEventsList())
                .extracting(Span.Event::getName)
                .containsExactly("exception");
        assertThat(receiver.spans())
                .filteredOn(span -> span.getSpanId().equals(failed.getFirst().getParentSpanId()))
                .flatExtracting(Span::getEventsList)
                .extracting(Span.Event::getName)
                .containsExactly("step failed");
    }

    private static boolean succeeded(Span span) {
        return span.getStatus().getCode() != StatusCode.STATUS_CODE_ERROR;
    }

    private static long distinct(Collection<List<Span>> traces) {
        return traces.stream()
                .flatMap(List::stream)
                .filter(span -> span.getName().equals("batch"))
                .map(span -> attributes(span.getAttributesList()))
                .map(span -> span.get("tapedeck.partition") + "@" + span.get("tapedeck.from"))
                .distinct()
                .count();
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        one -> one.getValue().hasIntValue()
                                ? Long.toString(one.getValue().getIntValue())
                                : one.getValue().getStringValue()));
    }
}
