package dev.tapedeck.boot;

import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.WarningChannel;
import dev.tapedeck.session.BatchSink;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.store.BlockStore;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.summary.SummaryWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** The way out of a sealed batch: objects, then rows, then warnings. */
@Singleton
class DurableSink implements BatchSink {

    private final BlockStore store;
    private final SummaryWriter summary;
    private final WarningChannel warnings;

    DurableSink(BlockStore store, SummaryWriter summary, WarningChannel warnings) {
        this.store = store;
        this.summary = summary;
        this.warnings = warnings;
    }

    @Override
    public Uni<Void> write(SealedBatch batch) {
        return store.store(batch).chain(this::describe);
    }

    @Override
    public Uni<Boolean> finish(BatchSpan span, List<Retention> retentions) {
        return store.find(span, retentions)
                .chain(found -> found == null
                        ? Uni.createFrom().item(false)
                        : describe(found).replaceWith(true));
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        return summary.write(gap);
    }

    private Uni<Void> describe(StoredBatch batch) {
        return summary.write(batch).chain(() -> warnings.send(batch.warnings()));
    }
}
