package dev.tapedeck.kafka.message;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out of the service.
 *
 * @param channel the outgoing channel, whose configuration names the topic
 * @param timestamp its Kafka timestamp, epoch milliseconds; negative for the time at which it is sent
 * @param key its key
 * @param value its value
 * @param headers its headers
 * @param smaller makes the message that goes out instead if this one is too large for its topic; null when nothing may be left out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboundMessage(
        String channel,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<MessageHeaders.Entry> headers,
        @Nullable Supplier<OutboundMessage> smaller) {

    /** About what its objects and the producer's take, with a dozen headers. */
    private static final int OVERHEAD_BYTES = 4 << 10;

    public OutboundMessage {
        headers = List.copyOf(headers);
    }

    /** A message of which nothing may be left out. */
    public OutboundMessage(
            String channel,
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<MessageHeaders.Entry> headers) {
        this(channel, timestamp, key, value, headers, null);
    }

    /** Returns a message without headers that has the time at which it is sent. */
    public static OutboundMessage of(String channel, byte[] key, byte[] value) {
        return new OutboundMessage(channel, -1, key, value, List.of());
    }

    /** Returns the length of the value in bytes. */
    public int size() {
        return value == null ? 0 : value.length;
    }

    /** Returns about how many bytes the message takes in memory. */
    public long heldBytes() {
        return OVERHEAD_BYTES
                + (key == null ? 0 : key.length)
                + (value == null ? 0 : value.length)
                + new MessageHeaders(headers).bytes();
    }
}
