package dev.tapedeck.store.index;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an index part by part, so that a long one never is in memory as a whole. One thread at a time. */
public final class PartReader implements Iterator<IndexPart> {

    private final String bucket;
    private final String key;
    private @Nullable IndexReader reader;
    private @Nullable IndexParts parts;
    private @Nullable IndexPart next;

    /** @param tail the last bytes of the object, with all of its index if it has one */
    public PartReader(String bucket, String key, byte[] tail) {
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
        next = guarded(this::read);
        return now;
    }

    private interface Step {

        Optional<StoredObject> run();
    }

    /** The part that the step comes to, or that there is no going on. */
    private @Nullable IndexPart guarded(Step step) {
        try {
            StoredObject part = step.run().orElse(null);
            if (part != null) {
                return new IndexPart.Read(part);
            }
            end();
            return null;
        } catch (RuntimeException damage) {
            end();
            return new IndexPart.Unreadable(
                    UnreadableObject.damaged(bucket, key, damage).why());
        }
    }

    private Optional<StoredObject> begin(byte[] tail) {
        IndexReader opened = IndexFormat.read(tail);
        if (opened == null) {
            return Optional.empty();
        }
        reader = opened;
        parts = new IndexParts(new StoredObject(bucket, key, opened.head()));
        return read();
    }

    private Optional<StoredObject> read() {
        IndexReader from = reader;
        IndexParts into = parts;
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

    private void end() {
        IndexReader last = reader;
        reader = null;
        if (last != null) {
            last.close();
        }
    }
}
