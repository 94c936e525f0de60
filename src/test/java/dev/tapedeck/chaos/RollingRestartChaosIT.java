package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances are restarted one after the other under traffic: nothing is processed twice and nobody waits long. */
@Tag("chaos")
class RollingRestartChaosIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;

    /** @param members whether members keep their names over a restart, {@code group.instance.id} */
    @ParameterizedTest
    @ValueSource(strings = {"dynamic", "static"})
    void nothingIsProcessedTwiceAndOthersGoOn(String members) {
        try (Report report = new Report("rolling-restart-" + members);
                Deployment deployment = new Deployment("rolling-" + members, 2)) {
            deployment.instances().forEach(Instance::optimising);
            if (members.equals("static")) {
                deployment
                        .instances()
                        .forEach(instance ->
                                instance.with("mp.messaging.incoming.recordings.group.instance.id", instance.name()));
            }
            deployment.start();
            Audit audit = deployment.calm();
            deployment.traffic().begin(Duration.ofMillis(25));
            Passing.of(Duration.ofSeconds(5));
            restart(deployment, 0, report);
            restart(deployment, 1, report);
            Traffic.Sent sent = deployment.traffic().finish();
            deployment.settle();
            double existed = deployment.instances().stream()
                    .mapToDouble(instance -> instance.run().meters().sum("tapedeck_objects_existed_total"))
                    .sum();
            Audit.Result result = deployment.compare(audit, sent);
            report.add(sent);
            report.add(result);
            report.add("offsets abandoned", deployment.abandoned());
            report.add("objects written twice", existed);
            assertThat(result.faults()).isEmpty();
            assertThat(deployment.abandoned()).isZero();
            assertThat(existed).isZero();
        }
    }

    /** Stops the instance, starts it again, and looks how long the other one took no message. */
    private static void restart(Deployment deployment, int number, Report report) {
        Instance instance = deployment.instance(number);
        Instance other = deployment.instance(1 - number);
        Duration pause;
        try (Pauses pauses = new Pauses(other.run().meters())) {
            Passing.of(Duration.ofSeconds(2));
            instance.run().terminate();
            instance.run().awaitEnd(LIMIT);
            await().atMost(LIMIT).until(() -> other.lanes() == PARTITIONS || instance.isStatic());
            Passing.of(Duration.ofSeconds(2));
            instance.start();
            await().atMost(LIMIT).until(() -> instance.lanes() > 0);
            Passing.of(Duration.ofSeconds(5));
            pause = pauses.longest();
        }
        report.add("longest pause of " + other.name(), pause.toMillis() + " ms");
        assertThat(pause).isLessThan(Duration.ofSeconds(1));
    }
}
