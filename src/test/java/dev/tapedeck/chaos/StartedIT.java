package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
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
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                LocalStack.shared().addresses().get("kafka.bootstrap.servers"));
        try (Admin admin = Admin.create(settings)) {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next()
                    .members();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
