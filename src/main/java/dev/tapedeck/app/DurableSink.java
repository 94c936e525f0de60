package dev.tapedeck.app;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.warning.WarningChannel;
import dev.tapedeck.session.BatchSink;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.SummaryWriter;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way out of a sealed batch: objects, then rows, then warnings. */
@Singleton
class DurableSink implements BatchSink {

    private final BlockStore store;
    private final SummaryWriter summary;
    private final WarningChannel warnings;
    private final boolean transactions;

    DurableSink(BlockStore store, SummaryWriter summary, WarningChannel warnings, LaneConfig intake) {
        this.transactions = intake.transactions();
        this.store = store;
        this.summary = summary;
        this.warnings = warnings;
    }

    @Override
    public Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace) {
        return trace.step("put objects", () -> store.store(batch))
                .chain(stored -> trace.step("insert rows", () -> describe(stored, summary::prepare, summary::write)));
    }

    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions) {
        return store.find(span, retentions)
                .chain(found -> found == null
                        ? Uni.createFrom().nullItem()
                        : describe(found, summary::prepareMissing, summary::writeMissing));
    }

    @Override
    public Uni<Durable> durable(BatchSpan span, List<Retention> retentions) {
        return store.existing(span, retentions).map(DurableSink::durable);
    }

    private static Durable durable(List<StoredObject> objects) {
        Set<String> parts = objects.stream()
                .map(object -> object.index().retention().label())
                .collect(Collectors.toSet());
        Set<SessionKey> sessions = blocks(objects).map(StoredBlock::session).collect(Collectors.toSet());
        return new Durable(
                parts,
                sessions,
                blocks(objects)
                        .flatMap(block -> block.facts().offsets().stream())
                        .mapToLong(offset -> offset));
    }

    private static Stream<StoredBlock> blocks(List<StoredObject> objects) {
        return objects.stream().flatMap(object -> object.index().blocks().stream());
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        return summary.write(gap);
    }

    private Uni<List<OutboundMessage>> describe(
            StoredBatch batch,
            Function<StoredBatch, Uni<List<OutboundMessage>>> prepare,
            Function<StoredBatch, Uni<Void>> write) {
        Uni<List<OutboundMessage>> rows =
                transactions ? prepare.apply(batch) : write.apply(batch).replaceWith(List.of());
        return rows.chain(waiting -> warnings.send(batch.warnings()).replaceWith(waiting));
    }
}
