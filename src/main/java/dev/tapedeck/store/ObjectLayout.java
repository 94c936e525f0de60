package dev.tapedeck.store;

import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.session.SealedBatch;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.store.index.BatchIndex;
import dev.tapedeck.store.index.IndexFormat;
import dev.tapedeck.store.index.StoredBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * How a batch lies in the bucket: the names of its objects, and what an object contains.
 *
 * <p>Names are a pure function of the batch's identity: whoever writes the batch again writes to the same keys. Keys have the direct
 * peer's pattern {@code <prefix>/<retention>/<epoch millis>-<16 hex>}, which the peer's readers check. The hex digits are a hash of
 * the identity. In the peer's keys they are random.
 */
public final class ObjectLayout {

    private final String prefix;

    /** @param prefix the first part of every key; no slash at its ends, not empty */
    public ObjectLayout(String prefix) {
        if (prefix.isEmpty() || prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "tapedeck.store.prefix must be a path without slashes at its ends, but is '" + prefix + "'");
        }
        this.prefix = prefix;
    }

    /** What the keys of all objects of this retention begin with. */
    String prefix(Retention retention) {
        return prefix + '/' + retention.label() + '/';
    }

    /** The key of the batch's object for this retention. */
    public String key(BatchSpan span, Retention retention) {
        byte[] hash = sha256(identity(span) + '\n' + retention.label());
        return prefix(retention) + span.firstTimestamp() + '-' + HexFormat.of().formatHex(hash, 0, 8);
    }

    /** The batch's id: a UUID of version 7, whose time is the first message's and whose random part is a hash. */
    public static UUID batchId(BatchSpan span) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(identity(span)));
        long high = span.firstTimestamp() << 16 | 0x7000L | hash.getLong() >>> 52;
        long low = 0x8000_0000_0000_0000L | hash.getLong() >>> 2;
        return new UUID(high, low);
    }

    private static String identity(BatchSpan span) {
        LogId log = span.log();
        String offsets = span.topic() + '\n' + span.partition() + '\n' + span.from() + '\n' + span.until();
        return log == null ? offsets : offsets + '\n' + log.text();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * What one object contains: its blocks one after the other, then the index.
     *
     * @param index the index
     * @param body the bytes, piece by piece; blocks are not copied
     */
    record Contents(BatchIndex index, List<ByteBuffer> body) {

        Contents {
            body = List.copyOf(body);
        }

        /** Length of the body in bytes. */
        long length() {
            return body.stream().mapToLong(ByteBuffer::remaining).sum();
        }
    }

    /**
     * Lays out one object of the batch.
     *
     * @param first whether this object gets the batch's warnings
     */
    static Contents contents(SealedBatch batch, Retention retention, List<SessionBlock> blocks, boolean first) {
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
                batch.span(), batchId(batch.span()), retention, entries, first ? batch.warnings() : List.of());
        body.addAll(IndexFormat.encode(index));
        return new Contents(index, body);
    }
}
