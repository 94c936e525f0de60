package dev.tapedeck.telemetry;

import java.time.Instant;

/** Begins the trace of every batch that is sealed. Callable on any thread. */
public interface BatchTraces {

    /** For when nobody listens. */
    BatchTraces NONE = (topic, partition, from, until, since) -> BatchTrace.NONE;

    /**
     * Begins a trace.
     *
     * @param topic the topic of the batch
     * @param partition its partition
     * @param from its first offset, inclusive
     * @param until its end, exclusive
     * @param since when it took its first message
     */
    BatchTrace begin(String topic, int partition, long from, long until, Instant since);
}
