package dev.tapedeck.lane.contract;

/**
 * How far the consumer has come in a partition.
 *
 * @param position the offset that its next poll would begin from: behind markers of transactions and compacted records too
 * @param polled how many messages polls have brought since the partition was assigned
 */
public record Passed(long position, long polled) {}
