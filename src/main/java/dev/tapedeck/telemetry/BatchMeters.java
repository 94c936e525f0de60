package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Batches on their way out: {@code sealed >= written >= committed}. A difference that stays is a batch that cannot be
 * written or committed.
 */
public final class BatchMeters {

    private final InstantSource clock;
    private final Counter sealed;
    private final Counter written;
    private final Counter committed;
    private final Counter copyFailures;
    private final Timer readable;
    private final Timer batch;

    public BatchMeters(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        this.sealed = Counter.builder("tapedeck.batches.sealed")
                .description("Batches that take no more messages")
                .register(registry);
        this.written = Counter.builder("tapedeck.batches.written")
                .description("Batches whose objects and rows are durable")
                .register(registry);
        this.committed = Counter.builder("tapedeck.batches.committed")
                .description("Batches whose offsets are committed")
                .register(registry);
        this.copyFailures = Counter.builder("tapedeck.copies.failed")
                .description("Copies of messages for other topics that were not acknowledged and were sent again")
                .register(registry);
        this.readable = Timer.builder("tapedeck.readable")
                .description("From a batch's first message in Kafka to all of the batch being readable and committed")
                .publishPercentileHistogram()
                .register(registry);
        this.batch = Timer.builder("tapedeck.batch")
                .description("From a batch's blocks being encoded to its offsets being committed")
                .publishPercentileHistogram()
                .register(registry);
    }

    /** A batch takes no more messages. */
    public void sealed() {
        sealed.increment();
    }

    /** A copy for dead letters or overflow was not acknowledged and is sent again. */
    public void copyFailed() {
        copyFailures.increment();
    }

    /** Its objects and rows are durable. */
    public void written() {
        written.increment();
    }

    /**
     * Its offsets are committed.
     *
     * @param firstTimestamp the Kafka timestamp of the batch's first message, epoch milliseconds
     * @param nanos how long ago its blocks were encoded
     */
    public void committed(long firstTimestamp, long nanos) {
        committed.increment();
        batch.record(nanos, TimeUnit.NANOSECONDS);
        readable.record(Duration.ofMillis(Math.max(0, clock.millis() - firstTimestamp)));
    }
}
