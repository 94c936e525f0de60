package dev.tapedeck.store.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that is durable.
 *
 * @param bucket the bucket
 * @param key the key
 * @param index what its own index says; if an earlier attempt wrote the object, that attempt's index
 * @param part which part of the index that is, as it ends the token of the part's rows; empty for the first part, or for all
 */
public record StoredObject(String bucket, String key, BatchIndex index, String part) {

    /** What stands in a block's address between that of its object and its first byte. */
    public static final String RANGE = "?range=bytes=";

    /** With the whole index. */
    public StoredObject(String bucket, String key, BatchIndex index) {
        this(bucket, key, index, "");
    }

    /** What the server knows the rows of this part by: the same whoever writes them. */
    public String token() {
        return key + part;
    }

    /** The parts whose rows are one insert each: so many that none takes much memory. Always the same for the same index. */
    public List<StoredObject> parts() {
        IndexPart.Divider parts = new IndexPart.Divider(this);
        List<StoredObject> all = new ArrayList<>();
        for (StoredBlock block : index.blocks()) {
            parts.add(block).ifPresent(all::add);
        }
        parts.end().ifPresent(all::add);
        return all;
    }

    /** About how many bytes the rows of its blocks take. */
    public long rowBytes() {
        return index.blocks().stream().mapToLong(StoredBlock::rowBytes).sum();
    }

    /** The object's address. */
    public String address() {
        return "s3://" + bucket + '/' + key;
    }

    /** The block's address: {@code s3://<bucket>/<key>?range=bytes=<first>-<last>}, both inclusive. */
    public String url(StoredBlock block) {
        return address() + RANGE + block.start() + '-' + (block.start() + block.length() - 1);
    }

    /** The same as another part. */
    public StoredObject as(String part) {
        return new StoredObject(bucket, key, index, part);
    }

    /** The same with other blocks. */
    public StoredObject with(List<StoredBlock> blocks) {
        BatchIndex other = new BatchIndex(index.span(), index.batchId(), index.retention(), blocks, index.warnings());
        return new StoredObject(bucket, key, other, part);
    }

    /** An object that exists and cannot be read: its index is damaged or cut off, or the server refuses to return the object. */
    public static final class Unreadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String address;
        private final String reason;

        public Unreadable(String bucket, String key, String reason, @Nullable Throwable cause) {
            super(key + " cannot be read: " + reason, cause);
            this.address = "s3://" + bucket + '/' + key;
            this.reason = reason;
        }

        /** An object whose index is damaged. */
        public static Unreadable damaged(String bucket, String key, RuntimeException damage) {
            return new Unreadable(bucket, key, "its index is damaged: " + damage.getMessage(), damage);
        }

        /** The object's address. */
        public String address() {
            return address;
        }

        /** Why it cannot be read, as a clause. */
        public String reason() {
            return reason;
        }

        /** A text for people. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }
}
