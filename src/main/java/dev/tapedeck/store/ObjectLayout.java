package dev.tapedeck.store;

import dev.tapedeck.screen.Retention;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.SessionBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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

    /** The objects of this batch: one per retention that occurs, in the order of the enum. */
    static List<ObjectLayout> of(SealedBatch batch) {
        Map<Retention, List<SessionBlock>> byRetention = new EnumMap<>(Retention.class);
        for (SessionBlock block : batch.blocks()) {
            byRetention
                    .computeIfAbsent(block.retention(), any -> new ArrayList<>())
                    .add(block);
        }
        List<ObjectLayout> layouts = new ArrayList<>();
        byRetention.forEach((retention, blocks) -> layouts.add(layout(batch, retention, blocks, layouts.isEmpty())));
        return layouts;
    }

    /** Length of the body in bytes. */
    long length() {
        return body.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private static ObjectLayout layout(
            SealedBatch batch, Retention retention, List<SessionBlock> blocks, boolean first) {
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
        body.add(IndexFormat.encode(index));
        return new ObjectLayout(index, body);
    }
}
