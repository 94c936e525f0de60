package dev.tapedeck.session.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;

/**
 * Zstandard: each call makes one frame, with its content size and without a checksum (blocks have their own). Holds a native context until
 * it is closed.
 */
public final class ZstdFrames implements Compressor {

    /*
     * Level 1 uses the library's fast strategy. It suits recordings, which repeat in long stretches. The window covers the whole
     * block, the table remembers more positions, and matches have seven bytes or more: blocks become smaller at the same cost
     * (docs/decisions/0001-block-codec.md). The library shrinks both tables by itself for short blocks.
     */
    private static final int FASTEST = 1;

    private static final int FASTEST_WINDOW_LOG = 21;
    private static final int FASTEST_HASH_LOG = 15;
    private static final int FASTEST_MIN_MATCH = 7;

    /** Room that is always given: an output of this size is cheap. */
    private static final int ORDINARY_BYTES = 256 << 10;

    private final ZstdCompressCtx context;

    /**
     * @param level the compression level, negative ones for speed
     */
    ZstdFrames(int level) {
        context = new ZstdCompressCtx();
        context.setLevel(level);
        if (level == FASTEST) {
            context.setWindowLog(FASTEST_WINDOW_LOG);
            context.setHashLog(FASTEST_HASH_LOG);
            context.setMinMatch(FASTEST_MIN_MATCH);
        }
        context.setContentSize(true);
        context.setChecksum(false);
    }

    public static int lowestLevel() {
        return Zstd.minCompressionLevel();
    }

    public static int highestLevel() {
        return Zstd.maxCompressionLevel();
    }

    @Override
    public int bound(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    /** Recordings shrink to a tenth. */
    @Override
    public int likely(int length) {
        return Math.min(bound(length), ORDINARY_BYTES + length / 4);
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        try {
            return context.compressByteArray(output, 0, output.length, input, 0, length);
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return NO_ROOM;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
