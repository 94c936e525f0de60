package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The channel {@code overflow}. */
@Singleton
class OverflowChannel {

    private final MutinyEmitter<Record<byte[], byte[]>> emitter;

    /** The lanes bound what is in flight: they await every copy. A bound of the emitter's own would only throw at them. */
    OverflowChannel(
            @Channel("overflow") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> emitter) {
        this.emitter = emitter;
    }

    Uni<Void> send(OutboundMessage copy) {
        return Uni.createFrom().deferred(() -> emitter.sendMessage(CopyChannel.message(copy)));
    }
}
