package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Event;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** The object store goes away while messages flow, and comes back. */
@QuarkusTest
class StorageOutageTest extends EndToEnd {

    private static final int OK = 200;
    private static final int ATTEMPTS = 3;

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "health/live", management = true)
    URI liveness;

    @Test
    void nothingIsCommittedUntilItIsBackAndThenEverythingArrivesOnce() {
        CaseRun run = CaseRun.of(EndToEndCase.written("outage", "s3 stops", payloads()));
        List<Message> messages =
                run.given().payloads().stream().map(run::message).toList();
        CaseRun.Session session = run.expected().keySet().iterator().next();
        List<RecordMetadata> sent = new ArrayList<>();

        stack.stop("s3");
        double failed = meters.sum("tapedeck_retries_total");
        try {
            sent.add(send(messages.getFirst()));
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(meters.sum("tapedeck_retries_total")).isGreaterThan(failed + ATTEMPTS));
            messages.subList(1, messages.size()).forEach(message -> sent.add(send(message)));

            RecordMetadata first = sent.getFirst();
            assertThat(broker.committed(first.partition())).isLessThanOrEqualTo(first.offset());
            assertThat(stored.anyRow(session.id())).isFalse();
            assertThat(RestAssured.get(liveness).statusCode()).isEqualTo(OK);
        } finally {
            stack.start("s3");
        }

        awaitCommitted(sent);
        List<Event> expected = run.expected().values().iterator().next();
        assertThat(stored.events(session.team(), session.id())).isEqualTo(expected);
        assertThat(stored.eventCount(session.team(), session.id())).isEqualTo(expected.size());
    }

    private RecordMetadata send(Message message) {
        return broker.send(message.toRecord());
    }

    private static Payload[] payloads() {
        Payload[] payloads = new Payload[10];
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = Payload.of("a", RrwebEvent.meta("https://example.com/" + i), RrwebEvent.fullSnapshot())
                    .from(i * 2000L);
        }
        return payloads;
    }
}
