package dev.tapedeck.kafka.message;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A message as Kafka delivered it. The arrays are the consumer's own and are never written to.
 *
 * @param origin where it was read
 * @param timestamp the Kafka timestamp in epoch milliseconds; negative when the record carries none
 * @param key the record key, which producers set to the session id
 * @param value the record value: a body, plain or compressed
 * @param headers the record headers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; copying a body would cost what the pipeline saves
public record InboundMessage(
        RecordPosition origin, long timestamp, byte @Nullable [] key, byte @Nullable [] value, MessageHeaders headers) {

    /** About what the objects of a message take, with those of a dozen headers. */
    private static final int OVERHEAD_BYTES = 1 << 10;

    /** Returns what the pipeline reads of a record. The arrays stay the consumer's. */
    public static InboundMessage of(ConsumerRecord<byte[], byte[]> one) {
        List<MessageHeaders.Entry> headers = new ArrayList<>();
        for (Header header : one.headers()) {
            headers.add(new MessageHeaders.Entry(header.key(), header.value()));
        }
        RecordPosition origin = new RecordPosition(one.topic(), one.partition(), one.offset());
        return new InboundMessage(origin, one.timestamp(), one.key(), one.value(), new MessageHeaders(headers));
    }

    /** Returns the bytes of key and value. */
    public int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    /** Returns about how many bytes this message takes in memory. */
    public long heldBytes() {
        // Headers are there twice: as bytes, and as the text that screening reads.
        return OVERHEAD_BYTES + size() + 2 * headers.bytes();
    }
}
