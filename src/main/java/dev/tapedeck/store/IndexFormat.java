package dev.tapedeck.store;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
final class IndexFormat {

    /** How many bytes at the end of an object tell how long its index is. */
    static final int TRAILER = 12;

    private static final int SKIPPABLE_FRAME = 0x184D2A50;
    private static final long MAGIC = 0x4B43454445504154L; // "TAPEDECK" read as a little-endian long
    private static final int HEADER = 8;
    private static final int LEVEL = 3;

    /** An index larger than this is no index of ours: it would be a tenth of the largest object. */
    private static final long MAX_JSON = 256L << 20;

    private IndexFormat() {}

    static ByteBuffer encode(BatchIndex index) {
        byte[] json = Zstd.compress(IndexJson.write(index), LEVEL);
        return ByteBuffer.allocate(HEADER + json.length + TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(SKIPPABLE_FRAME)
                .putInt(json.length + TRAILER)
                .put(json)
                .putInt(json.length)
                .putLong(MAGIC)
                .flip();
    }

    /**
     * How many bytes the index takes at the end of an object, with its trailer; 0 when this is not the end of one, and negative
     * when the trailer is damaged.
     */
    static int length(byte[] tail) {
        if (tail.length < TRAILER) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.getLong(tail.length - Long.BYTES) != MAGIC) {
            return 0;
        }
        int json = buffer.getInt(tail.length - TRAILER);
        return json > 0 && json <= MAX_JSON ? json + TRAILER : -1;
    }

    /**
     * The index in these last bytes of an object, or null when they hold none.
     *
     * @throws RuntimeException when they hold one that is damaged
     */
    static @Nullable BatchIndex decode(byte[] tail) {
        int length = length(tail);
        if (length == 0) {
            return null;
        }
        if (length < 0 || length > tail.length) {
            throw new IllegalArgumentException("the object is shorter than its index");
        }
        byte[] frame = new byte[length - TRAILER];
        System.arraycopy(tail, tail.length - length, frame, 0, frame.length);
        long size = Zstd.getFrameContentSize(frame);
        if (size <= 0 || size > MAX_JSON) {
            throw new IllegalArgumentException("the index is no frame of at most " + MAX_JSON + " bytes");
        }
        return IndexJson.read(Zstd.decompress(frame, (int) size));
    }
}
