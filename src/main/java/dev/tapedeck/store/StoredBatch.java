package dev.tapedeck.store;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.store.index.StoredObject;
import java.util.List;

/**
 * A batch whose objects are durable.
 *
 * @param span its identity
 * @param objects one per retention that occurs; empty when nothing was recorded
 * @param warnings what teams should hear about messages of the span
 */
public record StoredBatch(BatchSpan span, List<StoredObject> objects, List<IngestionWarning> warnings) {

    public StoredBatch {
        objects = List.copyOf(objects);
        warnings = List.copyOf(warnings);
    }
}
