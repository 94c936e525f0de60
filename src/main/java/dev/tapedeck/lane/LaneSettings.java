package dev.tapedeck.lane;

import dev.tapedeck.runtime.Backoff;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.BatchTraces;
import java.time.Duration;
import java.time.InstantSource;

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
        BatchTraces traces) {}
