package dev.tapedeck.store;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One object of a batch: its blocks one after the other, then the index.
 *
 * @param index the index
 * @param body the bytes, piece by piece; blocks are not copied
 */
record ObjectLayout(BatchIndex index, List<ByteBuffer> body) {

    ObjectLayout {
        body = List.copyOf(body);
    }

    /** Length of the body in bytes. */
    long length() {
        return body.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** @param first whether it is the one that gets the batch's warnings */
    static ObjectLayout of(SealedBatch batch, Retention retention, List<SessionBlock> blocks, boolean first) {
        List<StoredBlock> entries = new ArrayList<>(blocks.size());
        List<ByteBuffer> body = new ArrayList<>(blocks.size() + 1);
        long start = 0;
        for (SessionBlock block : blocks) {
            entries.add(new StoredBlock(
                    block.session(),
                    start,
                    block.length(),
                    block.codec(),
                    block.checksum(),
                    block.facts(),
                    block.console()));
            body.add(ByteBuffer.wrap(block.bytes(), 0, block.length()));
            start += block.length();
        }
        BatchIndex index = new BatchIndex(
                batch.span(),
                ObjectKeys.batchId(batch.span()),
                retention,
                entries,
                first ? batch.warnings() : List.of());
        body.addAll(IndexFormat.encode(index));
        return new ObjectLayout(index, body);
    }
}
