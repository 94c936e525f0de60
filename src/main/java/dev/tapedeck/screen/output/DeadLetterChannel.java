package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** The channel {@code dead-letters}. */
@Singleton
class DeadLetterChannel {

    private static final Logger LOG = Logger.getLogger(DeadLetterChannel.class);

    private final MutinyEmitter<Record<byte[], byte[]>> emitter;

    /** The lanes bound what is in flight: they await every copy. A bound of the emitter's own would only throw at them. */
    DeadLetterChannel(
            @Channel("dead-letters") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> emitter) {
        this.emitter = emitter;
    }

    /** What is too large for the topic goes out smaller: else its lane would stand for ever. */
    Uni<Void> send(OutboundMessage copy) {
        Supplier<OutboundMessage> smaller = copy.smaller();
        return smaller == null
                ? emit(copy)
                : emit(copy).onFailure(RecordTooLargeException.class).recoverWithUni(() -> {
                    OperatorMessage.BODY_LEFT_OUT.log(LOG, copy.channel(), copy.size());
                    return send(smaller.get());
                });
    }

    private Uni<Void> emit(OutboundMessage copy) {
        return Uni.createFrom().deferred(() -> emitter.sendMessage(CopyChannel.message(copy)));
    }
}
