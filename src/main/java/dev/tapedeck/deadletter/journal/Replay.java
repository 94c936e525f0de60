package dev.tapedeck.deadletter.journal;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way back to where it was read.
 *
 * @param origin where it was read; it goes to the same partition, behind everything that is there
 * @param letter where its dead letter is
 * @param key the record key
 * @param value the record value
 * @param headers the record headers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Replay(
        RecordPosition origin,
        RecordPosition letter,
        byte @Nullable [] key,
        byte @Nullable [] value,
        MessageHeaders headers) {

    /** The bytes of key and value. */
    public int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }
}
