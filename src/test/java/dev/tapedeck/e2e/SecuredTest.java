package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Meters;
import dev.tapedeck.testing.SecuredStack;
import dev.tapedeck.testing.Tenant;
import dev.tapedeck.testing.WithSecuredStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.IFactory;

/** The service where every server is reached over TLS only and Kafka asks for a password, which stands in a file. */
@QuarkusTest
@WithTestResource(WithSecuredStack.class)
@Tag("e2e")
class SecuredTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "metrics", management = true)
    URI metrics;

    private final IFactory beans;
    private final String plainBroker;
    private final String securedBroker;

    @Inject
    SecuredTest(
            IFactory beans,
            @ConfigProperty(name = SecuredStack.PLAIN_BROKER, defaultValue = "none") String plainBroker,
            @ConfigProperty(name = "kafka.bootstrap.servers") String securedBroker) {
        this.beans = beans;
        this.plainBroker = plainBroker;
        this.securedBroker = securedBroker;
    }

    @Test
    void recordingsAndDeadLettersTakeTheirWayOverTls() {
        Map<String, String> entries =
                new HashMap<>(LocalStack.shared().addresses().entries());
        entries.put("kafka.bootstrap.servers", plainBroker);
        StackAddresses plain = new StackAddresses(entries);
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        CaseRun run = CaseRun.of(EndToEndCase.written("secured", "goes over TLS", payload, payload.from(5000)));
        CaseRun.Session session = run.expected().keySet().iterator().next();
        List<Event> expected = run.expected().values().iterator().next();
        try (Broker broker = new Broker(plain);
                Bucket bucket = new Bucket(plain)) {
            Stored stored = new Stored(new ClickHouse(plain), bucket);
            run.given().payloads().forEach(one -> broker.send(run.message(one).toRecord()));
            broker.send(run.message(payload).withBody("no JSON").toRecord());

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(stored.eventCount(Tenant.LOCAL.id(), session.id()))
                            .isEqualTo(expected.size()));
            assertThat(stored.events(Tenant.LOCAL.id(), session.id())).isEqualTo(expected);
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(broker.content(Broker.DEAD_LETTERS)).hasSize(1));
            assertThat(CommandRun.of(beans, "dead-letters", "replay", "--execute")
                            .out())
                    .contains("1 replayed");
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(broker.content(Broker.DEAD_LETTERS)).hasSize(2));
        }
        assertThat(new Meters(metrics).sum("tapedeck_recorded_total")).isEqualTo(2);
    }

    @Test
    void aCertificateThatNobodyHasVouchedForIsRefused() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                securedBroker,
                "security.protocol",
                "SSL",
                "request.timeout.ms",
                "5000",
                "default.api.timeout.ms",
                "10000");
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }
}
