package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.BrokerProcess;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.SilentRelay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All connections between the service and a broker fall silent, and nobody closes them. The broker has a listener that clients reach
 * through a relay only; the service has its own settings.
 */
@Tag("chaos")
class SilentBrokerChaosIT {

    private static final Path FOLDER = Path.of("target/chaos/silent-broker");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /**
     * The consumer gives an answer up after 30 s, a producer after 10 s. Each then asks for metadata, maybe over another connection that is
     * silent too. A dead letter begins when the consumer has brought its message.
     */
    private static final Duration LIMIT = Duration.ofSeconds(2 * 30 + 2 * 10);

    private final int port = ServiceProcess.freePort();
    private final SilentRelay relay = new SilentRelay("127.0.0.1", port);
    private final BrokerProcess broker = BrokerProcess.start(FOLDER, port, ServiceProcess.freePort(), listeners());
    private final StackAddresses addresses = behindTheRelay();
    private final Books books = new Books(addresses);
    private final Map<String, String> settings = new HashMap<>(addresses.serviceSettings());

    @AfterEach
    void close() {
        books.close();
        broker.close();
        relay.close();
    }

    @Test
    void consumerProducersAndChecksConnectAgainAndTheWorkGoesOn() {
        settings.put("tapedeck.session.batch-max-age", "1s");
        ServiceProcess service = ServiceProcess.start(List.of(), settings, FOLDER.resolve("service.log"));
        try {
            await().atMost(START_LIMIT).until(() -> service.started() && service.ready());
            expectWork("before", START_LIMIT);

            assertThat(relay.silence()).isPositive();
            Duration took = expectWork("behind", LIMIT);
            System.out.println("messages after the silence were committed after " + took);
            assertThat(service.live()).isTrue();
            await().atMost(START_LIMIT).until(service::ready);
        } finally {
            service.kill();
        }
    }

    /** Sends every sample and a bad message over new connections. All have to be committed, events and dead letter to be there. */
    private Duration expectWork(String bad, Duration limit) {
        try (Traffic traffic = new Traffic(addresses);
                GroupOffsets offsets = new GroupOffsets(addresses);
                Broker other = new Broker(addresses)) {
            other.send(new ProducerRecord<>(Broker.RECORDINGS, bad.getBytes(UTF_8), "{".getBytes(UTF_8)));
            Traffic.Sent sent = traffic.playOnce();
            long began = System.nanoTime();
            await().atMost(limit).until(offsets::settled);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(other.content(Broker.DEAD_LETTERS)).anyMatch(one -> new String(one.key(), UTF_8).equals(bad));
            sent.sessions().forEach((session, recording) -> {
                List<Event> read = books.events(books.blocks(session));
                assertThat(read).as("events of session %s", session).hasSameSizeAs(recording.allEvents());
            });
            return took;
        }
    }

    /** Clients are told the relay's address; what the broker asks of itself goes past it. */
    private Properties listeners() {
        int inner = ServiceProcess.freePort();
        int controller = ServiceProcess.freePort();
        Properties settings = new Properties();
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",INNER://127.0.0.1:" + inner + ",CONTROLLER://127.0.0.1:"
                        + controller);
        settings.setProperty(
                "advertised.listeners", "PLAINTEXT://127.0.0.1:" + relay.port() + ",INNER://127.0.0.1:" + inner);
        settings.setProperty(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("inter.broker.listener.name", "INNER");
        return settings;
    }

    private StackAddresses behindTheRelay() {
        Map<String, String> entries =
                new HashMap<>(LocalStack.shared().addresses().entries());
        entries.put("kafka.bootstrap.servers", "127.0.0.1:" + relay.port());
        return new StackAddresses(entries);
    }
}
