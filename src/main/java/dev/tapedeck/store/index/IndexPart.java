package dev.tapedeck.store.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of an object's index, as it is read from a bucket. A long index never is in memory as a whole. */
public sealed interface IndexPart {

    /**
     * A part that was read.
     *
     * @param object the object with the blocks of this part
     */
    record Read(StoredObject object) implements IndexPart {}

    /**
     * An object that cannot be read, or the rest of one.
     *
     * @param why a text for people that names the object
     */
    record Unreadable(String why) implements IndexPart {}

    /**
     * Reads an index part by part. No part, if the object has no index. For one thread at a time.
     *
     * @param tail the last bytes of the object, with all of its index
     */
    static Iterator<IndexPart> read(String bucket, String key, byte[] tail) {
        return new Reader(bucket, key, tail);
    }

    /** Reads as far as the end of a part each time that the next part is asked for. */
    final class Reader implements Iterator<IndexPart> {

        private final String bucket;
        private final String key;
        private @Nullable IndexReader index;
        private @Nullable Divider divider;
        private @Nullable IndexPart next;

        private Reader(String bucket, String key, byte[] tail) {
            this.bucket = bucket;
            this.key = key;
            next = guarded(() -> begin(tail));
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public IndexPart next() {
            IndexPart now = next;
            if (now == null) {
                throw new NoSuchElementException();
            }
            next = guarded(this::part);
            return now;
        }

        private interface Step {

            Optional<StoredObject> run();
        }

        /** The part that the step reads; null at the end of the index. Nothing more is read after damage. */
        private @Nullable IndexPart guarded(Step step) {
            try {
                StoredObject part = step.run().orElse(null);
                if (part != null) {
                    return new Read(part);
                }
                close();
                return null;
            } catch (RuntimeException damage) {
                close();
                return new Unreadable(
                        StoredObject.Unreadable.damaged(bucket, key, damage).why());
            }
        }

        private Optional<StoredObject> begin(byte[] tail) {
            IndexReader opened = IndexFormat.read(tail);
            if (opened == null) {
                return Optional.empty();
            }
            index = opened;
            divider = new Divider(new StoredObject(bucket, key, opened.head()));
            return part();
        }

        private Optional<StoredObject> part() {
            IndexReader from = index;
            Divider into = divider;
            if (from == null || into == null) {
                return Optional.empty();
            }
            Optional<StoredObject> part = Optional.empty();
            while (part.isEmpty()) {
                StoredBlock block = from.next();
                if (block == null) {
                    return into.end();
                }
                part = into.add(block);
            }
            return part;
        }

        private void close() {
            IndexReader last = index;
            index = null;
            if (last != null) {
                last.close();
            }
        }
    }

    /**
     * Divides the blocks of an object into parts, in their order. A part ends as soon as the rows of its blocks are long enough for
     * an insert. The ends of parts depend on the index alone. This must stay so: the deduplication tokens of rows contain the number
     * of the part. For one thread at a time.
     */
    final class Divider {

        /** Ordinary objects have one part. */
        private static final long ENOUGH_BYTES = 16 << 20;

        private final StoredObject object;
        private final List<StoredBlock> blocks = new ArrayList<>();
        private long bytes;
        private int number;

        Divider(StoredObject object) {
            this.object = object;
        }

        /** Adds the next block. Returns the part that the block ends, if it ends one. */
        Optional<StoredObject> add(StoredBlock block) {
            blocks.add(block);
            bytes += block.rowBytes();
            return bytes < ENOUGH_BYTES ? Optional.empty() : end();
        }

        /** Returns the part of the blocks that are in no part yet; empty if there are none. */
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
}
