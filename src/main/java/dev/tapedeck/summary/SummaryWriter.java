package dev.tapedeck.summary;

import dev.tapedeck.intake.OffsetGap;
import dev.tapedeck.intake.OutboundMessage;
import dev.tapedeck.store.StoredBatch;
import dev.tapedeck.store.StoredObject;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Writes the rows of stored batches: after it has answered, a reader can find every block. */
public final class SummaryWriter {

    private final RowSink rows;

    SummaryWriter(RowSink rows) {
        this.rows = rows;
    }

    /** Those of these objects of which a block has no row. */
    public Uni<List<StoredObject>> missing(List<StoredObject> objects) {
        return rows.known(objects)
                .map(known -> objects.stream()
                        .filter(object ->
                                object.index().blocks().stream().anyMatch(block -> !known.contains(object.url(block))))
                        .toList());
    }

    /** Writes the row of a gap. Fails when it could not be written; trying again adds nothing twice. */
    public Uni<Void> write(OffsetGap gap) {
        return rows.write(gap);
    }

    /**
     * The same as {@link #write(StoredBatch)}, but rows that may go out with a commit are not sent: they are the answer.
     */
    public Uni<List<OutboundMessage>> prepare(StoredBatch batch) {
        return Multi.createFrom()
                .iterable(batch.objects())
                .onItem()
                .transformToUniAndConcatenate(rows::prepare)
                .collect()
                .asList()
                .map(all -> all.stream().flatMap(List::stream).toList());
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
