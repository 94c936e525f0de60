package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.SecuredStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Servers whose certificates nobody has vouched for: the service has nothing to do with them until somebody does. */
class DistrustIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final List<String> SERVERS = List.of("ClickHouse", "Kafka", "Postgres", "Redis", "S3");
    private static final String REFUSAL = " shows no certificate that is trusted";

    @Test
    void itDoesNotStartAndLosesNothingUntilItIsToldWhomToTrust() {
        StackAddresses shared = LocalStack.shared().addresses();
        try (SecuredStack secured = new SecuredStack()) {
            Map<String, String> entries = new HashMap<>(shared.entries());
            entries.put("kafka.bootstrap.servers", secured.settings().get(SecuredStack.PLAIN_BROKER));
            StackAddresses plain = new StackAddresses(entries);
            try (Broker broker = new Broker(plain);
                    Books books = new Books(plain)) {
                String session = UUID.randomUUID().toString();
                RecordMetadata sent = broker.send(Recording.samples().getFirst().message(0, session));
                assertRefusesAll(secured);
                assertThat(broker.committed(sent.partition())).isZero();
                assertThat(books.blocks()).doesNotContainKey(session);
                assertRecords(secured, broker, sent);
                assertThat(books.sum(session, "message_count")).isEqualTo(1);
            }
        }
    }

    private static void assertRefusesAll(SecuredStack secured) {
        ServiceProcess service = start(secured, secured.misguidedSettings(), "distrusting");
        try {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(SERVERS)
                            .allSatisfy(server -> assertThat(
                                            service.health("started").lines())
                                    .as("health, as it logged %s", service.output())
                                    .anyMatch(line -> line.contains(server + " at ") && line.contains(REFUSAL))));
            assertThat(service.started()).isFalse();
        } finally {
            service.kill();
        }
    }

    /** With trust, and with another way to log in than the end-to-end tests. */
    private static void assertRecords(SecuredStack secured, Broker broker, RecordMetadata sent) {
        Map<String, String> settings = new HashMap<>(secured.settings());
        settings.putAll(secured.plainLogin());
        ServiceProcess service = start(secured, settings, "trusting");
        try {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(broker.committed(sent.partition()))
                            .as("committed, as it logged %s", service.output())
                            .isGreaterThan(sent.offset()));
            await().atMost(LIMIT).until(service::started);
        } finally {
            service.kill();
        }
    }

    private static ServiceProcess start(SecuredStack secured, Map<String, String> settings, String name) {
        Map<String, String> all = new HashMap<>(settings);
        String jaas = all.remove("kafka.sasl.jaas.config");
        Path secrets = jaas == null ? secured.secrets() : secured.secrets(jaas);
        all.put("smallrye.config.locations", secrets.toUri().toString());
        all.put("tapedeck.session.batch-max-age", "1s");
        return ServiceProcess.start(List.of(), all, Path.of("target/chaos/distrust", name + ".log"));
    }
}
