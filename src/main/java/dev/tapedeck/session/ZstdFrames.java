package dev.tapedeck.session;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/**
 * Zstandard: one frame for each call, with its content size and without a checksum of its own (blocks have one). The only
 * place that touches the library. Holds a native context for the life of the process.
 */
final class ZstdFrames implements Compressor {

    private final ZstdCompressCtx context;

    /**
     * @param level the compression level, negative ones for speed
     */
    ZstdFrames(int level) {
        context = new ZstdCompressCtx();
        context.setLevel(level);
        context.setContentSize(true);
        context.setChecksum(false);
    }

    static int lowestLevel() {
        return Zstd.minCompressionLevel();
    }

    static int highestLevel() {
        return Zstd.maxCompressionLevel();
    }

    @Override
    public int bound(int length) {
        return Math.toIntExact(Zstd.compressBound(length));
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        return context.compressByteArray(output, 0, output.length, input, 0, length);
    }
}
