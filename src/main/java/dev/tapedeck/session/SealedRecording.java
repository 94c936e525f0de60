package dev.tapedeck.session;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.copies.BatchCopies;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sealed batch on its way out. Its parts are the retentions that occur: one object for each. */
final class SealedRecording implements SealedWork {

    private final SealedBatch batch;
    private final BatchCopies.Held held;
    private final BatchSink sink;
    private final Consumer<List<SessionBlock>> blocksDone;
    private final BatchMeters meters;
    private final long blockBytes;

    /** Computed once: a lane asks for it with every message. */
    private final long heldBytes;

    private final long sealedNanos = System.nanoTime();

    /** @param blocksDone takes the memory of the blocks back once the batch is committed */
    SealedRecording(
            SealedBatch batch,
            BatchCopies.Held held,
            BatchSink sink,
            Consumer<List<SessionBlock>> blocksDone,
            BatchMeters meters) {
        this.batch = batch;
        this.held = held;
        this.sink = sink;
        this.blocksDone = blocksDone;
        this.meters = meters;
        this.blockBytes =
                batch.blocks().stream().mapToLong(SessionBlock::length).sum();
        this.heldBytes = held.bytes()
                + batch.blocks().stream().mapToLong(SessionBlock::heldBytes).sum();
        meters.sealed();
    }

    @Override
    public List<String> parts() {
        return Stream.concat(batch.written().stream(), batch.parts().stream())
                .map(Retention::label)
                .toList();
    }

    @Override
    public long heldBytes() {
        return heldBytes;
    }

    private long events() {
        return batch.blocks().stream()
                .mapToLong(block -> block.facts().events())
                .sum();
    }

    @Override
    public @Nullable RoutingPlan exits() {
        return held.exits();
    }

    @Override
    public Uni<List<OutboundMessage>> write(BatchTrace trace) {
        trace.holds(batch.blocks().size(), events(), blockBytes);
        return sink.write(batch, trace)
                .map(rows ->
                        Stream.concat(held.copies().stream(), rows.stream()).toList())
                .invoke(meters::written);
    }

    @Override
    public void committed() {
        meters.committed(batch.span().firstTimestamp(), System.nanoTime() - sealedNanos);
        blocksDone.accept(batch.blocks());
    }
}
