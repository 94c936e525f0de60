package dev.tapedeck.lane.contract;

/**
 * A partition's log as its broker has it now.
 *
 * @param topicId the id of its topic
 * @param start the first offset that it still has
 * @param end the offset after its last replicated message
 */
public record LogView(String topicId, long start, long end) {}
