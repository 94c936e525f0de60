package dev.tapedeck.store.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an index at the end of an object, so laid out that readers of zstd see nothing of it:
 *
 * <pre>
 * 4 bytes  magic of a zstd skippable frame, 0x184D2A50, little endian (RFC 8878, 3.1.2)
 * 4 bytes  length of all that follows, little endian
 * n bytes  the index as JSON, one zstd frame
 * 4 bytes  n, little endian
 * 8 bytes  "TAPEDECK"
 * </pre>
 *
 * The last twelve bytes of an object therefore tell where its index begins.
 */
public final class IndexFormat {

    /** How many bytes at the end of an object tell how long its index is. */
    static final int TRAILER = 12;

    private static final int SKIPPABLE_FRAME = 0x184D2A50;
    private static final long MAGIC = 0x4B43454445504154L; // "TAPEDECK" read as a little-endian long
    private static final int HEADER = 8;
    private static final int LEVEL = 3;

    /** An index larger than this is no index of ours. Batches are sealed before what is told of them is as long. */
    private static final long MAX_BYTES = 256L << 20;

    private IndexFormat() {}

    /** The bytes in pieces, as an index may be long. Blocks for as long as it takes to compress them. */
    public static List<ByteBuffer> encode(BatchIndex index) {
        List<ByteBuffer> json = IndexFrame.of(out -> IndexJson.write(index, out), LEVEL);
        int length =
                Math.toIntExact(json.stream().mapToLong(ByteBuffer::remaining).sum());
        List<ByteBuffer> pieces = new ArrayList<>(json.size() + 2);
        pieces.add(ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SKIPPABLE_FRAME)
                .putInt(length + TRAILER)
                .flip());
        pieces.addAll(json);
        pieces.add(ByteBuffer.allocate(TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putLong(MAGIC)
                .flip());
        return pieces;
    }

    /**
     * How many bytes the index takes at the end of an object, with its trailer; 0 when this is not the end of one, and negative
     * when the trailer is damaged.
     */
    public static int length(byte[] tail) {
        if (tail.length < TRAILER) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getLong(tail.length - Long.BYTES) != MAGIC) {
            return 0;
        }
        int json = buffer.getInt(tail.length - TRAILER);
        return json > 0 && json <= MAX_BYTES ? json + TRAILER : -1;
    }

    /**
     * Reads the index in these last bytes of an object; null when they hold none.
     *
     * @throws RuntimeException when they hold one that is damaged
     */
    static @Nullable IndexReader read(byte[] tail) {
        int length = length(tail);
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > tail.length) {
            throw new IllegalArgumentException("the object is shorter than its index");
        }
        try {
            return new IndexReader(IndexFrame.read(tail, tail.length - length, length - TRAILER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The index in these last bytes of an object, or null when they hold none.
     *
     * @throws RuntimeException when they hold one that is damaged
     */
    public static @Nullable BatchIndex decode(byte[] tail) {
        try (IndexReader reader = read(tail)) {
            return reader == null ? null : reader.index();
        }
    }
}
