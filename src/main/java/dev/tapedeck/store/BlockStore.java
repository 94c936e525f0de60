package dev.tapedeck.store;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.IndexPart;
import dev.tapedeck.store.index.StoredObject;
import dev.tapedeck.store.s3.ObjectStore;
import dev.tapedeck.store.s3.ObjectStore.Put;
import dev.tapedeck.telemetry.OperatorMessage;
import dev.tapedeck.telemetry.StoreMeters;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches durable. Whoever repeats {@link #store} for the same span finds the same objects. What an earlier attempt wrote
 * stays, and its index counts from then on.
 */
public final class BlockStore {

    /** Most indexes fit into one read of this size. */
    private static final int FIRST_READ = 64 << 10;

    /** Ends of objects read at the same time. */
    private static final int READERS = 16;

    private static final Logger LOG = Logger.getLogger(BlockStore.class);

    private final String bucket;
    private final ObjectLayout keys;
    private final ObjectStore objects;
    private final StoreMeters meters;

    public BlockStore(String bucket, ObjectLayout keys, ObjectStore objects, StoreMeters meters) {
        this.bucket = bucket;
        this.keys = keys;
        this.objects = objects;
        this.meters = meters;
    }

    /** Writes the batch's objects, one after the other. Fails when one could not be written; trying again is safe. */
    public Uni<StoredBatch> store(SealedBatch batch) {
        return Uni.createFrom().deferred(() -> {
            Placement placement = new Placement(batch);
            return existing(batch.span(), batch.written())
                    .invoke(objects -> objects.forEach(placement::exists))
                    .chain(written -> Multi.createFrom()
                            .iterable(batch.parts())
                            .onItem()
                            .transformToUniAndConcatenate(part -> write(batch.span(), part, placement))
                            .collect()
                            .asList()
                            .map(stored -> Stream.concat(written.stream(), stored.stream())
                                    .toList()))
                    .map(objects -> new StoredBatch(batch.span(), objects, batch.warnings()));
        });
    }

    /** Returns the batch if all its objects exist; null otherwise. */
    public Uni<@Nullable StoredBatch> find(BatchSpan span, List<Retention> retentions) {
        return existing(span, retentions)
                .map(found -> found.size() == retentions.size() ? new StoredBatch(span, found, warnings(found)) : null);
    }

    /** Returns the objects of the batch that exist. */
    public Uni<List<StoredObject>> existing(BatchSpan span, List<Retention> retentions) {
        return Multi.createFrom()
                .iterable(retentions)
                .onItem()
                .transformToUniAndConcatenate(retention -> read(keys.key(span, retention)))
                .collect()
                .asList();
    }

    /**
     * All objects of this retention in the bucket, in the order of their keys, part by part. Objects without an index are left out.
     * They are not Tapedeck's: the direct peer's objects have the same prefix and form of key.
     */
    public Multi<IndexPart> all(Retention retention) {
        String prefix = keys.prefix(retention);
        return Multi.createBy()
                .repeating()
                .uni(
                        () -> new AtomicReference<>(prefix),
                        last -> objects.list(prefix, last.get())
                                .invoke(page -> page.stream()
                                        .reduce((one, other) -> other)
                                        .ifPresent(last::set)))
                .whilst(page -> !page.isEmpty())
                .onItem()
                .transformToIterable(page -> page)
                .onItem()
                .transformToUni(key -> unlessRefused(
                        key, objects.tail(key, FIRST_READ).map(tail -> tail == null ? new Gone() : new End(key, tail))))
                .merge(READERS)
                .onItem()
                .transformToMultiAndConcatenate(this::parts);
    }

    /** What was found at the end of an object. */
    private sealed interface Found {}

    private record Gone() implements Found {}

    private record Refused(String why) implements Found {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record End(String key, byte[] tail) implements Found {}

    private Uni<Found> unlessRefused(String key, Uni<Found> read) {
        return read.onFailure(objects::isRefusal)
                .recoverWithItem(failure -> new Refused(
                        new StoredObject.Unreadable(bucket, key, String.valueOf(failure.getMessage()), failure).why()));
    }

    /** The parts of an object's index. Only one long index is in memory at a time. */
    private Multi<IndexPart> parts(Found found) {
        if (found instanceof End(String key, byte[] tail) && !isWhole(tail)) {
            Uni<Found> end = whole(key, tail).map(all -> all == null ? new Gone() : new End(key, all));
            return unlessRefused(key, end).onItem().transformToMulti(this::read);
        }
        return read(found);
    }

    private Multi<IndexPart> read(Found found) {
        return switch (found) {
            case Gone() -> Multi.createFrom().empty();
            case Refused(String why) -> Multi.createFrom().item(new IndexPart.Unreadable(why));
            case End(String key, byte[] tail) -> Multi.createFrom().iterable(() -> IndexPart.read(bucket, key, tail));
        };
    }

    private static boolean isWhole(byte[] tail) {
        return IndexFormat.length(tail) <= tail.length;
    }

    /** The object of this retention; null when it should have no block and does not exist. */
    private Uni<@Nullable StoredObject> write(BatchSpan span, Retention retention, Placement placement) {
        String key = keys.key(span, retention);
        ObjectLayout.Contents layout = placement.next(retention);
        if (layout == null) {
            return read(key).onItem().ifNotNull().invoke(placement::exists);
        }
        long started = System.nanoTime();
        return objects.putIfAbsent(key, layout.body()).chain(put -> {
            if (put == Put.CREATED) {
                meters.stored(layout.index().blocks().size(), layout.length(), System.nanoTime() - started);
                StoredObject object = new StoredObject(bucket, key, layout.index());
                placement.created(object);
                return Uni.createFrom().item(object);
            }
            meters.existed();
            return read(key)
                    .onItem()
                    .ifNull()
                    .failWith(() -> new IllegalStateException(key + " existed and is gone"))
                    .invoke(placement::exists);
        });
    }

    /** Returns the objects of the batch that exist and cannot be read. */
    public Uni<List<StoredObject.Unreadable>> unreadable(BatchSpan span, List<Retention> retentions) {
        return Multi.createFrom()
                .iterable(retentions)
                .onItem()
                .transformToUniAndConcatenate(retention -> look(keys.key(span, retention))
                        .<StoredObject.@Nullable Unreadable>map(readable -> null)
                        .onFailure(StoredObject.Unreadable.class)
                        .recoverWithItem(failure -> (StoredObject.Unreadable) failure))
                .collect()
                .asList();
    }

    /** The object, which must be Tapedeck's; null when there is none. */
    private Uni<@Nullable StoredObject> read(String key) {
        return look(key).onFailure(StoredObject.Unreadable.class).invoke(failure -> {
            StoredObject.Unreadable object = (StoredObject.Unreadable) failure;
            OperatorMessage.OBJECT_UNREADABLE.log(LOG, object.address(), object.reason());
        });
    }

    private Uni<@Nullable StoredObject> look(String key) {
        return indexed(key).map(bytes -> {
            StoredObject object = bytes == null ? null : stored(key, bytes);
            if (bytes != null && object == null) {
                throw new StoredObject.Unreadable(bucket, key, "it has no index at its end", null);
            }
            return object;
        });
    }

    /** As much of the object's end as its index takes, or what is read at first when it has none; null when there is none. */
    private Uni<byte @Nullable []> indexed(String key) {
        return objects.tail(key, FIRST_READ)
                .chain(tail -> tail == null ? Uni.createFrom().nullItem() : whole(key, tail));
    }

    /** The same where the last bytes are known. */
    private Uni<byte @Nullable []> whole(String key, byte[] tail) {
        return isWhole(tail) ? Uni.createFrom().item(tail) : objects.tail(key, IndexFormat.length(tail));
    }

    private @Nullable StoredObject stored(String key, byte[] tail) {
        BatchIndex index;
        try {
            index = IndexFormat.decode(tail);
        } catch (RuntimeException e) {
            throw StoredObject.Unreadable.damaged(bucket, key, e);
        }
        return index == null ? null : new StoredObject(bucket, key, index);
    }

    private static List<IngestionWarning> warnings(List<StoredObject> objects) {
        return objects.stream()
                .flatMap(object -> object.index().warnings().stream())
                .toList();
    }

    /**
     * Decides which object of a batch gets which blocks. Another attempt may have written some objects of the batch, and may be about
     * to write the others. Existing objects decide: a session in one of them goes into no other object. A block whose object exists
     * without the block goes into the next object. For one thread at a time.
     */
    private static final class Placement {

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
        ObjectLayout.@Nullable Contents next(Retention retention) {
            left.addAll(own.getOrDefault(retention, List.of()));
            left.removeIf(block -> placed.contains(block.session()));
            if (left.isEmpty()) {
                return null;
            }
            ObjectLayout.Contents layout = ObjectLayout.contents(batch, retention, left, first);
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
}
