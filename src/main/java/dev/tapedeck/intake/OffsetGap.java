package dev.tapedeck.intake;

/**
 * Messages that were gone from the topic before anyone had read them: its retention had passed the group.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param from the first offset that is gone
 * @param until the first offset that was there again, greater than {@code from}
 */
public record OffsetGap(String topic, int partition, long from, long until) {}
