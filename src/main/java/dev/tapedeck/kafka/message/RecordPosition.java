package dev.tapedeck.kafka.message;

/**
 * Where a message was read from. Together with the topic's retention this is the message's identity for ever.
 *
 * @param topic the Kafka topic
 * @param partition the partition, from 0
 * @param offset the offset, from 0
 */
public record RecordPosition(String topic, int partition, long offset) {}
