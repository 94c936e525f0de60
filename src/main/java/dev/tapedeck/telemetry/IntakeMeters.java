package dev.tapedeck.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/**
 * Meters of intake.
 *
 * <p>{@code tapedeck_received_total} counts a message when its verdict is final, so at any time between two steps of a lane
 * {@code received = recorded + dropped + diverted + dead_lettered} (the latter four in {@link ScreenMeters}).
 */
@Singleton
public final class IntakeMeters {

    private final MeterRegistry registry;
    private final Counter received;
    private final DistributionSummary receivedBytes;
    private final Counter failedLanes;
    private final Counter abandoned;
    private final Counter gaps;
    private final Counter gapOffsets;
    private final Counter wentBack;
    private final Counter truncated;
    private final Counter replaced;
    private final MeterProvider<Counter> retries;
    private final MeterProvider<Counter> waits;

    public IntakeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.received = Counter.builder("tapedeck.received")
                .description("Messages whose verdict is final")
                .register(registry);
        this.receivedBytes = DistributionSummary.builder("tapedeck.received.size")
                .baseUnit("bytes")
                .description("Key and value of each message, as Kafka delivered them")
                .register(registry);
        this.abandoned = Counter.builder("tapedeck.abandoned.offsets")
                .description("Offsets taken and not committed when their lane closed: they are processed again")
                .register(registry);
        this.gaps = Counter.builder("tapedeck.gaps")
                .description("Ranges of offsets that were gone from the topic before they were read")
                .register(registry);
        this.gapOffsets = Counter.builder("tapedeck.gap.offsets")
                .description("Offsets in those ranges")
                .register(registry);
        this.wentBack = Counter.builder("tapedeck.went.back")
                .description("How often a partition went back to offsets that had been read before")
                .register(registry);
        this.truncated = Counter.builder("tapedeck.log.truncated")
                .description("How often a log ended below what had been committed when its lane opened")
                .register(registry);
        this.replaced = Counter.builder("tapedeck.topic.replaced")
                .description("How often a lane found another topic under the name of the one it had read")
                .register(registry);
        this.retries = Counter.builder("tapedeck.retries")
                .description("Failed steps that are tried again, by step and cause")
                .withRegistry(registry);
        this.waits = Counter.builder("tapedeck.waits")
                .description("Attempts to take a message that had to wait, by dependency")
                .withRegistry(registry);
        this.failedLanes = Counter.builder("tapedeck.lanes.failed")
                .description("Lanes closed by a bug; each needs a restart")
                .register(registry);
    }

    /** A message of this size got its final verdict. */
    public void received(int bytes) {
        received.increment();
        receivedBytes.record(bytes);
    }

    /** A step failed and will be tried again. */
    public void retried(String step, Throwable cause) {
        retries.withTags("step", step, "cause", cause.getClass().getSimpleName())
                .increment();
    }

    /** A message had to wait for an answer of this server, or for {@code memory} that others hold. */
    public void waited(String dependency) {
        waits.withTag("dependency", dependency).increment();
    }

    /** A lane closed with so many offsets taken and not committed: they are processed again by the next owner. */
    public void abandoned(long offsets) {
        abandoned.increment(offsets);
    }

    /** So many offsets were gone before they were read. */
    public void gap(long offsets) {
        gaps.increment();
        gapOffsets.increment(offsets);
    }

    /** A partition went back to offsets that had been read before. */
    public void wentBack() {
        wentBack.increment();
    }

    /** A log ended below what had been committed. */
    public void logTruncated() {
        truncated.increment();
    }

    /** A topic was deleted and made anew. */
    public void topicReplaced() {
        replaced.increment();
    }

    /** A bug closed a lane. */
    public void laneFailed() {
        failedLanes.increment();
    }

    /**
     * Watches how the lanes keep up.
     *
     * @param paused partitions that are not polled now
     * @param oldestSeconds how long ago the oldest message was taken that is not yet durable and committed; 0 for none
     * @param lagSeconds how old a lane's last message was when it was taken, the most over all lanes
     */
    public <T> void observeLanes(
            T source, ToDoubleFunction<T> paused, ToDoubleFunction<T> oldestSeconds, ToDoubleFunction<T> lagSeconds) {
        gauge("tapedeck.lanes.paused", "Partitions that are not polled now", source, paused);
        gauge(
                "tapedeck.oldest.unflushed.seconds",
                "Seconds since the oldest message was taken that is not yet durable and committed",
                source,
                oldestSeconds);
        gauge(
                "tapedeck.lag.seconds",
                "Age in seconds of the last message when its lane took it, the most over all lanes",
                source,
                lagSeconds);
    }

    /** Watches how many partitions have messages that no poll returns. */
    public <T> void observePolls(T source, ToDoubleFunction<T> stuck) {
        gauge("tapedeck.partitions.stuck", "Partitions that have messages and give none to polls", source, stuck);
    }

    /** Watches how many partitions a transaction holds back that was open for too long. */
    public <T> void observeTransactions(T source, ToDoubleFunction<T> held) {
        gauge("tapedeck.partitions.held", "Partitions whose messages an open transaction holds back", source, held);
    }

    /** Watches the number of lanes and the memory budget. */
    public <T> void observe(T source, ToDoubleFunction<T> lanes, ToDoubleFunction<T> held, ToDoubleFunction<T> limit) {
        gauge("tapedeck.lanes", "Partitions of this instance", source, lanes);
        gauge("tapedeck.budget.used.bytes", "Bytes that all lanes hold", source, held);
        gauge("tapedeck.budget.limit.bytes", "Bytes that all lanes may hold", source, limit);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }
}
