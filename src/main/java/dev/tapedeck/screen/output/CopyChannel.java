package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Copies as the channels take them. */
final class CopyChannel {

    private CopyChannel() {}

    static Message<Record<byte[], byte[]>> message(OutboundMessage copy) {
        Headers headers = new RecordHeaders();
        copy.headers().forEach(entry -> headers.add(entry.name(), entry.value()));
        var metadata = OutgoingKafkaRecordMetadata.builder().withHeaders(headers);
        if (copy.timestamp() >= 0) {
            metadata.withTimestamp(Instant.ofEpochMilli(copy.timestamp()));
        }
        return Message.of(Record.of(copy.key(), copy.value())).addMetadata(metadata.build());
    }
}
