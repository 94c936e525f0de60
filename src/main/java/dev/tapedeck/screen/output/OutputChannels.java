package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** The side outputs as channels of configuration: {@code dead-letters} and {@code overflow}. */
@Singleton
class OutputChannels implements SideOutputs {

    private static final Logger LOGGER = Logger.getLogger(OutputChannels.class);
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String OVERFLOW = "overflow";

    private final MutinyEmitter<Record<byte[], byte[]>> deadLetters;
    private final MutinyEmitter<Record<byte[], byte[]>> overflow;
    private final InstantSource clock;

    /** The lanes bound what is in flight, since they await every message. A bound of the emitters would only throw at the lanes. */
    OutputChannels(
            @Channel(DEAD_LETTERS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> deadLetters,
            @Channel(OVERFLOW) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> overflow,
            InstantSource clock) {
        this.deadLetters = deadLetters;
        this.overflow = overflow;
        this.clock = clock;
    }

    /** The dead letter gets a new timestamp. With the old one, the topic's retention could delete it on arrival. */
    @Override
    public OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
        Instant now = clock.instant();
        byte[] value = message.value();
        List<Entry> headers = OutputHeaders.deadLetter(message, verdict, now);
        Supplier<OutboundMessage> bare = () ->
                new OutboundMessage(DEAD_LETTERS, -1, null, null, OutputHeaders.bareDeadLetter(message, verdict, now));
        Supplier<OutboundMessage> withoutBody = () -> new OutboundMessage(
                DEAD_LETTERS, -1, message.key(), null, OutputHeaders.withoutBody(headers, message), bare);
        return new OutboundMessage(
                DEAD_LETTERS,
                -1,
                message.key(),
                value,
                headers,
                value == null || value.length == 0 ? bare : withoutBody);
    }

    /** The diverted message keeps its timestamp: the items' clocks are compared with it if no header names the time of capture. */
    @Override
    public OutboundMessage divert(InboundMessage message, Verdict.Divert verdict) {
        return new OutboundMessage(
                OVERFLOW,
                message.timestamp(),
                message.key(),
                message.value(),
                OutputHeaders.diverted(message, verdict, clock.instant()));
    }

    /** A dead letter that is too large for the topic goes out smaller. Otherwise its lane would stand still for ever. */
    @Override
    public Uni<Void> send(OutboundMessage message) {
        if (message.channel().equals(OVERFLOW)) {
            return emit(overflow, message);
        }
        Supplier<OutboundMessage> smaller = message.smaller();
        return smaller == null
                ? emit(deadLetters, message)
                : emit(deadLetters, message)
                        .onFailure(RecordTooLargeException.class)
                        .recoverWithUni(() -> {
                            OperatorMessage.BODY_LEFT_OUT.log(LOGGER, message.channel(), message.size());
                            return send(smaller.get());
                        });
    }

    private static Uni<Void> emit(MutinyEmitter<Record<byte[], byte[]>> channel, OutboundMessage message) {
        return Uni.createFrom().deferred(() -> channel.sendMessage(toRecord(message)));
    }

    private static Message<Record<byte[], byte[]>> toRecord(OutboundMessage message) {
        Headers headers = new RecordHeaders();
        message.headers().forEach(entry -> headers.add(entry.name(), entry.value()));
        var metadata = OutgoingKafkaRecordMetadata.builder().withHeaders(headers);
        if (message.timestamp() >= 0) {
            metadata.withTimestamp(Instant.ofEpochMilli(message.timestamp()));
        }
        return Message.of(Record.of(message.key(), message.value())).addMetadata(metadata.build());
    }
}
