package dev.tapedeck.store.index;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.warning.IngestionWarning;
import java.util.List;
import java.util.UUID;

/**
 * The index at the end of every batch object: all that is known about it, so that rows can be made from the bucket alone.
 *
 * @param span the batch's identity
 * @param batchId its id
 * @param retention how long the object is kept
 * @param blocks what it holds, in byte order
 * @param warnings what teams should hear about messages of the span; only in the batch's first object
 */
public record BatchIndex(
        BatchSpan span, UUID batchId, Retention retention, List<StoredBlock> blocks, List<IngestionWarning> warnings) {

    public BatchIndex {
        blocks = List.copyOf(blocks);
        warnings = List.copyOf(warnings);
    }
}
