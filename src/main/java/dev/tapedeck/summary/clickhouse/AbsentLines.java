package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.session.recorder.ConsoleLine;
import dev.tapedeck.store.index.StoredBlock;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.summary.clickhouse.ExistingRows.Line;
import java.util.List;
import java.util.Set;

/**
 * Which console lines had no row when they were asked for.
 *
 * @param lines those
 */
record AbsentLines(Set<Line> lines) {

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The object with these console lines only, and the blocks that have some. */
    StoredObject of(StoredObject object) {
        return object.with(object.index().blocks().stream()
                .map(block -> block.with(absent(block)))
                .filter(block -> !block.console().isEmpty())
                .toList());
    }

    private List<ConsoleLine> absent(StoredBlock block) {
        return block.console().stream()
                .filter(line -> lines.contains(Line.of(block.session(), line)))
                .toList();
    }
}
