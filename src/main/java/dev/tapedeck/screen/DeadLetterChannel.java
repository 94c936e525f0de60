package dev.tapedeck.screen;

import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.MessageHeaders.Entry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The channel {@code dead-letters}. */
@Singleton
class DeadLetterChannel {

    private final MutinyEmitter<Record<byte[], byte[]>> emitter;
    private final InstantSource clock;

    /** The lanes bound what is in flight: they await every copy. A bound of the emitter's own would only throw at them. */
    DeadLetterChannel(
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> emitter,
            InstantSource clock) {
        this.emitter = emitter;
        this.clock = clock;
    }

    Uni<Void> send(InboundMessage message, Verdict.DeadLetter verdict) {
        return Uni.createFrom().deferred(() -> emitter.sendMessage(copy(message, verdict)));
    }

    /** The copy gets a new timestamp: with the old one, the topic's retention could delete it on arrival. */
    private Message<Record<byte[], byte[]>> copy(InboundMessage message, Verdict.DeadLetter verdict) {
        Headers headers = new RecordHeaders();
        List<Entry> entries = ExitHeaders.deadLetter(message, verdict, clock.instant());
        entries.forEach(entry -> headers.add(entry.name(), entry.value()));
        return Message.of(Record.of(message.key(), message.value()))
                .addMetadata(OutgoingKafkaRecordMetadata.builder()
                        .withHeaders(headers)
                        .build());
    }
}
