package dev.tapedeck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.store.index.LargeBucket;
import dev.tapedeck.testing.ClickHouseDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bucket of a million blocks is rebuilt with a small heap. */
@Tag("chaos")
class RebuildChaosIT {

    private static final int OBJECTS = Integer.getInteger("chaos.rebuild.objects", 74);
    private static final int BLOCKS = 13_514;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Blocks a second. A machine that has nothing else to do is several times as fast. */
    private static final int LEAST_RATE = Integer.getInteger("chaos.rebuild.rate", 4_000);

    @Test
    void aMillionBlocksInAHeapOf256MiB() {
        String prefix = "rebuild-" + UUID.randomUUID();
        ClickHouseDatabase database = ClickHouseDatabase.create(sql -> sql);
        try (Report report = new Report("rebuild");
                Deployment deployment = new Deployment("rebuild", 1)) {
            StackAddresses addresses = deployment.stack().addresses();
            new LargeBucket(addresses, prefix).fill(OBJECTS, BLOCKS, System.currentTimeMillis());
            Instance instance = deployment.instance(0);
            instance.optimising()
                    .withOption("-Xmx256m")
                    .with("tapedeck.store.prefix", prefix)
                    .with("tapedeck.summary.clickhouse.database", database.name());
            rebuild(instance, report, "of empty tables");
            assertThat(database.number("SELECT count() FROM session_recording_blocks"))
                    .isEqualTo(OBJECTS * BLOCKS);
            rebuild(instance, report, "of complete tables");
            assertThat(database.number("SELECT sum(length(block_urls)) FROM session_replay_events"))
                    .isEqualTo(OBJECTS * BLOCKS);
        }
    }

    private static void rebuild(Instance instance, Report report, String what) {
        long started = System.nanoTime();
        ServiceProcess rebuild = instance.command("rebuild");
        assertThat(rebuild.awaitEnd(LIMIT)).as(rebuild::output).isZero();
        double seconds = (System.nanoTime() - started) / 1e9;
        report.add(what + ", seconds", "%.1f".formatted(seconds));
        long rate = Math.round(OBJECTS * BLOCKS / seconds);
        report.add(what + ", blocks/s", rate);
        assertThat(rate).as("blocks a second").isGreaterThan(LEAST_RATE);
    }
}
