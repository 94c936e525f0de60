package dev.tapedeck.summary;

import java.util.Set;

/**
 * What the row of a block says about the messages of its partition.
 *
 * @param from the first offset of the batch, inclusive
 * @param until the last offset of the batch, exclusive
 * @param messages how many messages have events in the block
 * @param offsets which ones; fewer than {@code messages} when the row is of a version that did not keep them
 */
public record RecordedMessages(long from, long until, long messages, Set<Long> offsets) {

    public RecordedMessages {
        offsets = Set.copyOf(offsets);
    }

    /** Whether the message is in the block, or may be, as the row does not tell. */
    boolean mayHold(long offset) {
        return from <= offset && offset < until && (offsets.contains(offset) || offsets.size() < messages);
    }
}
