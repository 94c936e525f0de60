package dev.tapedeck.session;

import java.util.zip.CRC32C;

/**
 * Turns a session's lines into its block. Keeps its codec's context and two working arrays from block to block, unless one has
 * become very large. One thread at a time.
 */
final class BlockEncoder {

    /** Working arrays beyond this are not kept: few blocks need them. */
    private static final int KEEP_BYTES = 16 << 20;

    private final BlockCodec codec;
    private final Compressor compressor;
    private final BufferPool pool;
    private final CRC32C crc = new CRC32C();
    private byte[] lines = {};
    private byte[] output = {};

    BlockEncoder(SessionSettings settings, BufferPool pool) {
        codec = settings.codec();
        compressor = switch (codec) {
            case ZSTD -> new ZstdFrames(settings.zstdLevel());
            case SNAPPY -> new SnappyBlocks();
        };
        this.pool = pool;
    }

    SessionBlock encode(SessionRecorder recorder) {
        int length = recorder.lines().length();
        lines = room(lines, length);
        recorder.lines().copyTo(lines);
        output = room(output, compressor.bound(length));
        int compressed = compressor.compress(lines, length, output);
        byte[] bytes = pool.take(compressed);
        System.arraycopy(output, 0, bytes, 0, compressed);
        crc.reset();
        crc.update(bytes, 0, compressed);
        SessionBlock block = new SessionBlock(
                recorder.session(),
                recorder.retention(),
                codec,
                bytes,
                compressed,
                (int) crc.getValue(),
                recorder.facts(length),
                recorder.console());
        trim();
        return block;
    }

    private static byte[] room(byte[] array, int length) {
        return array.length >= length ? array : new byte[length + length / 8];
    }

    private void trim() {
        if (lines.length > KEEP_BYTES) {
            lines = new byte[0];
        }
        if (output.length > KEEP_BYTES) {
            output = new byte[0];
        }
    }
}
