package dev.tapedeck.lane.contract;

import org.jspecify.annotations.Nullable;

/**
 * The identity of a sealed batch: the offsets {@code [from, until)} of one partition. A process that seals the same span again after a
 * crash writes the same objects and the same rows.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param from the first offset of the batch, inclusive
 * @param until the offset after the last one of the batch, exclusive; greater than {@code from}
 * @param firstTimestamp the Kafka timestamp of the batch's first message, epoch milliseconds, never negative
 * @param log the log that the offsets count in; null when an earlier version has announced the batch without it
 */
public record BatchSpan(
        String topic,
        int partition,
        long from,
        long until,
        long firstTimestamp,
        @Nullable LogId log) {

    /** A batch that an earlier version has announced without its log. */
    public BatchSpan(String topic, int partition, long from, long until, long firstTimestamp) {
        this(topic, partition, from, until, firstTimestamp, null);
    }

    public BatchSpan {
        if (from < 0 || until <= from) {
            throw new IllegalArgumentException("a batch needs offsets, but was [" + from + ", " + until + ")");
        }
        if (firstTimestamp < 0) {
            throw new IllegalArgumentException("firstTimestamp must not be negative: " + firstTimestamp);
        }
    }
}
