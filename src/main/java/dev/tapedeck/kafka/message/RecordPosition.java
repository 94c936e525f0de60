package dev.tapedeck.kafka.message;

/**
 * Where a message was read from, which is its identity within its log.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param offset the offset, from 0
 */
public record RecordPosition(String topic, int partition, long offset) {}
