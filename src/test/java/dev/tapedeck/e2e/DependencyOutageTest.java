package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** What screening needs goes away for a while under traffic: nothing is lost, nothing slips through, nothing crashes. */
@QuarkusTest
class DependencyOutageTest extends EndToEnd {

    private static final int OK = 200;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 20));
    private static final Duration PACE = Duration.ofMillis(500);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "health/live", management = true)
    URI liveness;

    /** Sessions sent during an outage, to be found afterwards. */
    private final List<CaseRun> runs = new ArrayList<>();

    private final List<RecordMetadata> sent = new ArrayList<>();

    @Test
    void redis() {
        record(Tenant.LOCAL);
        double restricted = meters.sum("tapedeck_dropped_total", "reason=\"blocked_token\"");
        int[] blocked = new int[1];
        stack.stop("redis");
        try {
            throughout(() -> {
                record(Tenant.LOCAL);
                sent.add(broker.send(one(Tenant.DROPPED).toRecord()));
                blocked[0]++;
            });
        } finally {
            stack.start("redis");
        }
        everythingArrives();
        assertThat(meters.sum("tapedeck_dropped_total", "reason=\"blocked_token\""))
                .isEqualTo(restricted + blocked[0]);
    }

    @Test
    void postgres() {
        record(Tenant.LOCAL);
        awaitCommitted(sent);
        stack.stop("postgres");
        try {
            throughout(() -> record(Tenant.LOCAL));
        } finally {
            stack.start("postgres");
        }
        everythingArrives();
    }

    @Test
    void theDeadLetterTopic() {
        int before = broker.content(Broker.DEAD_LETTERS).size();
        int[] letters = new int[1];
        broker.configure(Broker.DEAD_LETTERS, "max.message.bytes", "10");
        try {
            throughout(() -> {
                record(Tenant.LOCAL);
                sent.add(broker.send(one(Tenant.DEAD_LETTERED).toRecord()));
                letters[0]++;
            });
            assertThat(broker.content(Broker.DEAD_LETTERS)).hasSize(before);
        } finally {
            broker.configure(Broker.DEAD_LETTERS, "max.message.bytes", Integer.toString(65 << 20));
        }
        everythingArrives();
        assertThat(broker.content(Broker.DEAD_LETTERS)).hasSize(before + letters[0]);
    }

    /** Does this again and again, at a steady pace, as long as the outage lasts; the service stays alive all the time. */
    private void throughout(Runnable traffic) {
        Instant end = Instant.now().plus(OUTAGE);
        await().pollInterval(PACE).atMost(OUTAGE.plusSeconds(30)).until(() -> {
            traffic.run();
            assertThat(RestAssured.get(liveness).statusCode()).isEqualTo(OK);
            return Instant.now().isAfter(end);
        });
    }

    private void record(Tenant tenant) {
        CaseRun run = run(tenant);
        runs.add(run);
        run.given()
                .payloads()
                .forEach(payload -> sent.add(broker.send(run.message(payload).toRecord())));
    }

    private void everythingArrives() {
        awaitCommitted(sent, RECOVERY);
        for (CaseRun run : runs) {
            run.expected().forEach((session, events) -> {
                List<Event> read = stored.events(session.team(), session.id());
                assertThat(read).isEqualTo(events);
                assertThat(stored.eventCount(session.team(), session.id())).isEqualTo(events.size());
            });
        }
    }

    private static Message one(Tenant tenant) {
        CaseRun run = run(tenant);
        return run.message(run.given().payloads().getFirst());
    }

    private static CaseRun run(Tenant tenant) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot())
                .of(tenant);
        return CaseRun.of(EndToEndCase.written("outage", "sent during an outage", payload));
    }
}
