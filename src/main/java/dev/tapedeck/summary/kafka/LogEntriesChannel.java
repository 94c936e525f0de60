package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** The channel {@code log-entries}: console lines in the direct peer's shape. */
@Singleton
public class LogEntriesChannel {

    private final MutinyEmitter<Record<byte[], byte[]>> emitter;

    /** Batches bound what is in flight: every message of one is awaited before the next begins. */
    LogEntriesChannel(
            @Channel("log-entries") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<byte[], byte[]>> emitter) {
        this.emitter = emitter;
    }

    /** Sends one message; answers when the broker has it. Any thread. */
    Uni<Void> send(OutboundMessage row) {
        return Uni.createFrom().deferred(() -> emitter.send(Record.of(row.key(), row.value())));
    }
}
