package dev.tapedeck.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way out of the service.
 *
 * @param channel the outgoing channel, whose configuration names the topic
 * @param timestamp its Kafka timestamp, epoch milliseconds; negative for the time at which it is sent
 * @param key its key
 * @param value its value
 * @param headers its headers
 * @param insteadOfBody the header that stands for the value where its topic does not take so large a message; null when nothing
 *     may be left out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboundMessage(
        String channel,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<MessageHeaders.Entry> headers,
        MessageHeaders.@Nullable Entry insteadOfBody) {

    /** About what its objects take, and the producer's, with those of a dozen headers. */
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

    /** A message of now without headers. */
    public static OutboundMessage of(String channel, byte[] key, byte[] value) {
        return new OutboundMessage(channel, -1, key, value, List.of());
    }

    /** What goes out in its place where its topic does not take so large a message. Only where {@link #insteadOfBody} is set. */
    public OutboundMessage withoutBody() {
        List<MessageHeaders.Entry> more = new ArrayList<>(headers);
        more.add(Objects.requireNonNull(insteadOfBody));
        return new OutboundMessage(channel, timestamp, key, null, more);
    }

    /** The length of its value in bytes. */
    public int size() {
        return value == null ? 0 : value.length;
    }

    /** About how many bytes it takes in memory. */
    public long heldBytes() {
        return OVERHEAD_BYTES
                + (key == null ? 0 : key.length)
                + (value == null ? 0 : value.length)
                + new MessageHeaders(headers).bytes();
    }
}
