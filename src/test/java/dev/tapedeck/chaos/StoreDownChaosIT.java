package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Meters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store is away for minutes under heavy input and little memory: memory stays flat, the group keeps its member. */
@Tag("chaos")
class StoreDownChaosIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("chaos.store.seconds", 180));
    private static final Duration SAMPLE = Duration.ofSeconds(5);
    private static final long MIB = 1 << 20;

    /** Messages of the samples are 75 kB on average: about 20 MB a second. */
    private static final Duration INTERVAL = Duration.ofNanos(3_750_000);

    /** The memory of the process at one time. */
    private record Sample(long resident, long heap, long budget) {}

    @Test
    void memoryStaysFlatAndEverythingArrives() {
        try (Report report = new Report("store-down");
                Deployment deployment = new Deployment("store-down", 1)) {
            Instance instance = deployment.instance(0);
            instance.optimising()
                    .withOption("-Xmx512m")
                    .with("tapedeck.session.batch-max-age", "10s")
                    .with("mp.messaging.incoming.recordings.session.timeout.ms", "30000");
            deployment.start();
            Audit audit = deployment.calm();
            long lanes = instance.printed(" opens");
            deployment.traffic().begin(INTERVAL);
            Passing.of(Duration.ofSeconds(10));

            deployment.stack().stop("s3");
            List<Sample> samples = new ArrayList<>();
            for (long i = 0; i < LENGTH.dividedBy(SAMPLE); i++) {
                Passing.of(SAMPLE);
                Sample sample = sample(instance.run());
                samples.add(sample);
                assertThat(instance.run().live()).as("alive").isTrue();
            }
            assertThat(instance.run().ready()).as("ready").isFalse();
            Traffic.Sent sent = deployment.traffic().finish();
            deployment.stack().start("s3");
            long back = System.nanoTime();
            deployment.settle();
            long settled = System.nanoTime() - back;

            report.add("store away for", LENGTH.toSeconds() + " s");
            report.add(
                    "budget, MiB",
                    samples.stream().map(one -> one.budget() / MIB).toList());
            report.add(
                    "heap used, MiB",
                    samples.stream().map(one -> one.heap() / MIB).toList());
            report.add(
                    "resident, MiB",
                    samples.stream().map(one -> one.resident() / MIB).toList());
            report.add("caught up after", Duration.ofNanos(settled).toSeconds() + " s");
            report.add("lanes opened meanwhile", instance.printed(" opens") - lanes);
            report.add(sent);
            Audit.Result result = deployment.compare(audit, sent);
            report.add(result);
            assertThat(result.faults()).isEmpty();
            assertThat(instance.printed(" opens"))
                    .as("no partition was lost and found")
                    .isEqualTo(lanes);
            assertThat(instance.printed("OutOfMemoryError")).isZero();
            Sample early = samples.get(samples.size() / 3);
            assertThat(samples.getLast().resident()).as("memory").isLessThan(early.resident() + 64 * MIB);
        }
    }

    private static Sample sample(ServiceProcess run) {
        Meters meters = run.meters();
        return new Sample(run.residentBytes(), (long) meters.sum("jvm_memory_used_bytes", "area=\"heap\""), (long)
                meters.sum("tapedeck_budget_used_bytes"));
    }
}
