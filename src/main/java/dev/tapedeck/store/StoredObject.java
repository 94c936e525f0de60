package dev.tapedeck.store;

import java.util.List;

/**
 * An object that is durable.
 *
 * @param bucket the bucket
 * @param key the key
 * @param index what its own index says; if an earlier attempt wrote the object, that attempt's index
 */
public record StoredObject(String bucket, String key, BatchIndex index) {

    /** What stands in a block's address between that of its object and its first byte. */
    public static final String RANGE = "?range=bytes=";

    /** The object's address. */
    public String address() {
        return "s3://" + bucket + '/' + key;
    }

    /** The block's address: {@code s3://<bucket>/<key>?range=bytes=<first>-<last>}, both inclusive. */
    public String url(StoredBlock block) {
        return address() + RANGE + block.start() + '-' + (block.start() + block.length() - 1);
    }

    /** The same with other blocks. */
    public StoredObject with(List<StoredBlock> blocks) {
        BatchIndex other = new BatchIndex(index.span(), index.batchId(), index.retention(), blocks, index.warnings());
        return new StoredObject(bucket, key, other);
    }
}
