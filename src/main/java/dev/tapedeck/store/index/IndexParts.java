package dev.tapedeck.store.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides the blocks of an object into parts, in their order. A part ends as soon as the rows of its blocks are long enough for an
 * insert. Where the parts end is a function of the index alone, and must stay so: the tokens of their rows are told apart by their
 * numbers. One thread at a time.
 */
final class IndexParts {

    /** Ordinary objects have one part. */
    private static final long ENOUGH_BYTES = 16 << 20;

    private final StoredObject object;
    private final List<StoredBlock> blocks = new ArrayList<>();
    private long bytes;
    private int number;

    IndexParts(StoredObject object) {
        this.object = object;
    }

    /** Adds the next block; the part that it ends, if it does. */
    Optional<StoredObject> add(StoredBlock block) {
        blocks.add(block);
        bytes += block.rowBytes();
        return bytes < ENOUGH_BYTES ? Optional.empty() : end();
    }

    /** The part of the blocks that have not been in one; empty when there are none. */
    Optional<StoredObject> end() {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        StoredObject part = object.with(blocks).as(number == 0 ? "" : "#" + number);
        number++;
        blocks.clear();
        bytes = 0;
        return Optional.of(part);
    }
}
