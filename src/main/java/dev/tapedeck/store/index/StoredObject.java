package dev.tapedeck.store.index;

import java.util.ArrayList;
import java.util.List;

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
        IndexParts parts = new IndexParts(this);
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
}
