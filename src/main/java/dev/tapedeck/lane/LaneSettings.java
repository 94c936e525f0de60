package dev.tapedeck.lane;

import dev.tapedeck.diagnostics.ConfigValidator;
import dev.tapedeck.kafka.admin.ChannelSettings;
import dev.tapedeck.kafka.partition.TransactionClients;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.BatchTraces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * What all lanes have in common.
 *
 * @param queueBytes bytes of messages that a lane queues before it pauses its partition
 * @param sealedBatches sealed batches that may wait for storage
 * @param maxAge the longest time from a batch's first message to its seal
 * @param backoff waits between attempts
 * @param clock the time
 * @param delays runs retries later
 * @param traces begins the trace of each sealed batch
 */
public record LaneSettings(
        long queueBytes,
        int sealedBatches,
        Duration maxAge,
        Backoff backoff,
        InstantSource clock,
        Scheduler delays,
        BatchTraces traces) {

    private static final long MIN_BUDGET = 1 << 20;
    private static final long MIN_QUEUE = 64 << 10;
    private static final int MOST_SEALED = 16;

    /** What is held doubles for a moment while blocks are encoded and sent. */
    private static final double HEAP_SHARE = 0.25;

    /** @throws IllegalArgumentException naming the key, if a value is out of bounds */
    static LaneSettings of(
            LaneConfig config, Duration maxAge, InstantSource clock, Scheduler delays, BatchTraces traces) {
        return new LaneSettings(
                queueBytes(config), sealedBatches(config), maxAge, backoff(config), clock, delays, traces);
    }

    /** @param heapBytes the most memory that the process may take for objects */
    static long budgetBytes(LaneConfig config, long heapBytes) {
        long bytes = config.budget().asLongValue();
        expect(bytes >= MIN_BUDGET, "budget must be at least 1M, but is " + bytes + " bytes");
        return Math.min(bytes, (long) (heapBytes * HEAP_SHARE));
    }

    private static long queueBytes(LaneConfig config) {
        long bytes = config.queue().asLongValue();
        expect(bytes >= MIN_QUEUE, "queue must be at least 64K, but is " + bytes + " bytes");
        return bytes;
    }

    private static int sealedBatches(LaneConfig config) {
        int batches = config.sealedBatches();
        expect(batches >= 1 && batches <= MOST_SEALED, "sealed-batches must be 1 to 16, but is " + batches);
        return batches;
    }

    private static Backoff backoff(LaneConfig config) {
        return new Backoff(config.retryMin(), config.retryMax());
    }

    private static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("tapedeck.intake." + otherwise);
        }
    }

    /** Checks the limits of lanes, and what Kafka's clients are told. */
    @Singleton
    static class Validator implements ConfigValidator {

        private final LaneConfig config;
        private final ChannelSettings channels;
        private final Config all;

        Validator(LaneConfig config, ChannelSettings channels, Config all) {
            this.config = config;
            this.channels = channels;
            this.all = all;
        }

        @Override
        public List<String> mistakes() {
            List<String> mistakes = new ArrayList<>(ConfigValidator.thrownBy(
                    () -> budgetBytes(config, Runtime.getRuntime().maxMemory()),
                    () -> queueBytes(config),
                    () -> sealedBatches(config),
                    () -> backoff(config),
                    () -> positive("revoke-deadline", config.revokeDeadline()),
                    () -> positive("shutdown-deadline", config.shutdownDeadline()),
                    () -> positive("stuck-after", config.stuckAfter())));
            mistakes.addAll(channels.mistakes());
            if (config.transactions()) {
                mistakes.addAll(ConfigValidator.thrownBy(() -> TransactionClients.Settings.of(all)));
            }
            return mistakes;
        }

        private static void positive(String key, Duration value) {
            expect(value.isPositive(), key + " must be greater than 0, but is " + value);
        }
    }
}
