package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The channel {@code replay-events}: rows about blocks in the direct peer's shape. */
@Singleton
public class ReplayEventsChannel {

    private final MutinyEmitter<Record<byte[], byte[]>> emitter;

    /** Batches bound what is in flight: every message of one is awaited before the next begins. */
    ReplayEventsChannel(
            @Channel("replay-events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> emitter) {
        this.emitter = emitter;
    }

    /** Sends one message; answers when the broker has it. Any thread. */
    Uni<Void> send(OutboundMessage row) {
        return Uni.createFrom().deferred(() -> emitter.send(Record.of(row.key(), row.value())));
    }
}
