package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Test;

/**
 * The service counts as started once everything that it needs is there. Until then it says what is not, and leaves the partitions to
 * others.
 */
class StartedIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STOPPED_BY_SIGNAL = 143;

    @Test
    void aMissingBucketKeepsItFromHavingStarted() {
        StackAddresses addresses = LocalStack.shared().addresses();
        String bucket = "late-" + Long.toHexString(System.nanoTime());
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.put("tapedeck.store.bucket", bucket);
        settings.put("mp.messaging.incoming.recordings.group.id", bucket);
        ServiceProcess service = ServiceProcess.start(List.of(), settings, Path.of("target/chaos", bucket + ".log"));
        try {
            await().atMost(LIMIT)
                    .until(() -> service.health("started").contains("Bucket " + bucket + " does not exist"));
            assertThat(service.started()).isFalse();
            assertThat(service.live()).isTrue();
            assertThat(service.output()).contains("TD-0002", "tapedeck doctor --fix");
            assertThat(membersOf(bucket)).isEmpty();
            assertThat(Program.run(settings, "doctor", "--fix").output()).contains("created bucket " + bucket);
            await().atMost(LIMIT).until(service::started);
            await().atMost(LIMIT).until(() -> membersOf(bucket).size() == 1);
        } finally {
            service.kill();
        }
    }

    /** The broker would create each that the dead letter of the message is sent to, or that is looked at for it. */
    @Test
    void missingTopicsThatItSendsToAreNamedAndNotCreated() {
        StackAddresses addresses = LocalStack.shared().addresses();
        String name = "mistyped-" + Long.toHexString(System.nanoTime());
        Map<String, String> settings = new HashMap<>(addresses.serviceSettings());
        settings.put("mp.messaging.incoming.recordings.group.id", name);
        List<String> missing = new ArrayList<>();
        for (String channel : List.of("dead-letters", "overflow", "ingestion-warnings")) {
            missing.add(name + "-" + channel);
            settings.put("mp.messaging.outgoing." + channel + ".topic", missing.getLast());
        }
        try (Broker broker = new Broker(addresses)) {
            broker.send(new ProducerRecord<>(Broker.RECORDINGS, new byte[1], new byte[] {'?'}));
        }
        expectNamedAndNotCreated(
                settings, missing, () -> assertThat(membersOf(name)).isEmpty());
    }

    /** Nor by a consumer that is in the group already, as it is when the topic is deleted later. */
    @Test
    void aMissingTopicThatItReadsIsNamedAndNotCreated() {
        String name = "mistyped-" + Long.toHexString(System.nanoTime());
        Map<String, String> settings =
                new HashMap<>(LocalStack.shared().addresses().serviceSettings());
        settings.put("mp.messaging.incoming.recordings.group.id", name);
        settings.put("mp.messaging.incoming.recordings.topic", name + "-recordings");
        settings.put("mp.messaging.incoming.recordings.initially-paused", "false");
        expectNamedAndNotCreated(
                settings,
                List.of(name + "-recordings"),
                () -> await().atMost(LIMIT).until(() -> membersOf(name).size() == 1));
    }

    private static void expectNamedAndNotCreated(
            Map<String, String> settings, List<String> missing, Runnable meanwhile) {
        Path log = Path.of("target/chaos", missing.getFirst() + ".log");
        ServiceProcess service = ServiceProcess.start(List.of(), settings, log);
        try {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(service.health("started")).contains(missing));
            assertThat(service.started()).isFalse();
            assertThat(service.output()).contains(missing);
            assertThat(Program.run(settings, "doctor").output()).contains(missing);
            meanwhile.run();
            assertThat(topics()).contains(Broker.RECORDINGS).doesNotContainAnyElementsOf(missing);
        } finally {
            service.kill();
        }
    }

    /** Whoever listens on the ordinary port does not matter: production has nothing to show there. */
    @Test
    void aHealthyStartWarnsOfNothingAndNeedsNoOrdinaryPort() throws IOException {
        String group = "healthy-" + Long.toHexString(System.nanoTime());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings =
                    new HashMap<>(LocalStack.shared().addresses().serviceSettings());
            settings.put("mp.messaging.incoming.recordings.group.id", group);
            settings.put("quarkus.http.port", Integer.toString(taken.getLocalPort()));
            ServiceProcess service = ServiceProcess.start(List.of(), settings, Path.of("target/chaos", group + ".log"));
            try {
                await().atMost(LIMIT).until(() -> service.started() && service.ready());
                await().atMost(LIMIT).until(() -> service.output().contains("opens"));
                service.terminate();
                assertThat(service.awaitEnd(LIMIT)).isEqualTo(STOPPED_BY_SIGNAL);
                assertThat(service.output().lines()).noneMatch(line -> line.matches(".* (WARN|ERROR|FATAL) .*"));
            } finally {
                service.kill();
            }
        }
    }

    private static Collection<MemberDescription> membersOf(String group) {
        try {
            return ask(admin -> admin.describeConsumerGroups(List.of(group)).all())
                    .values()
                    .iterator()
                    .next()
                    .members();
        } catch (GroupIdNotFoundException e) {
            return List.of();
        }
    }

    private static Set<String> topics() {
        return ask(admin -> admin.listTopics().names());
    }

    private static <T> T ask(Function<Admin, KafkaFuture<T>> question) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                LocalStack.shared().addresses().get("kafka.bootstrap.servers"));
        try (Admin admin = Admin.create(settings)) {
            return question.apply(admin).get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException none) {
                throw none;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
