package dev.tapedeck.store;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.store.index.StoredObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which object of a batch gets which blocks. Another attempt at the batch may have written some of its objects, and may be about to
 * write the others: those that exist decide. A session that is in one of them goes into no other. A block whose object exists
 * without it goes into the next one. One thread at a time.
 */
final class Placement {

    private final SealedBatch batch;
    private final Map<Retention, List<SessionBlock>> own = new EnumMap<>(Retention.class);
    private final Set<SessionKey> placed = new HashSet<>();
    private List<SessionBlock> left = new ArrayList<>();
    private boolean first = true;

    Placement(SealedBatch batch) {
        this.batch = batch;
        for (SessionBlock block : batch.blocks()) {
            List<SessionBlock> into = batch.parts().contains(block.retention())
                    ? own.computeIfAbsent(block.retention(), any -> new ArrayList<>())
                    : left;
            into.add(block);
        }
    }

    /** The object of this retention with the blocks that it should have; null when it should have none. */
    @Nullable ObjectLayout next(Retention retention) {
        left.addAll(own.getOrDefault(retention, List.of()));
        left.removeIf(block -> placed.contains(block.session()));
        if (left.isEmpty()) {
            return null;
        }
        ObjectLayout layout = ObjectLayout.of(batch, retention, left, first);
        first = false;
        return layout;
    }

    /** This object exists. */
    void exists(StoredObject object) {
        if (batch.parts().size() + batch.written().size() > 1) {
            object.index().blocks().forEach(block -> placed.add(block.session()));
        }
    }

    /** The object that was laid out last exists as it was laid out. */
    void created(StoredObject object) {
        exists(object);
        left = new ArrayList<>();
    }
}
