package dev.tapedeck.summary;

import dev.tapedeck.store.StoredBatch;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Writes the rows of stored batches: after it has answered, a reader can find every block. */
public final class SummaryWriter {

    private final RowSink rows;

    SummaryWriter(RowSink rows) {
        this.rows = rows;
    }

    /** Writes the rows of every object. Fails when one could not be written; trying again adds nothing twice. */
    public Uni<Void> write(StoredBatch batch) {
        return Multi.createFrom()
                .iterable(batch.objects())
                .onItem()
                .transformToUniAndConcatenate(rows::write)
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
