package dev.tapedeck.localstack.clickhouse;

import com.github.luben.zstd.Zstd;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Factory;

/**
 * Reads ClickHouse's compressed blocks: plain, LZ4 and ZSTD. A block with a wrong checksum is an {@link IOException}.
 */
final class BlockInputStream extends InputStream {

    /** The server's own bound. */
    private static final int MAX_BLOCK_BYTES = 1 << 30;

    private final InputStream in;
    private byte[] block = new byte[0];
    private int position;

    BlockInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, block.length - position);
        System.arraycopy(block, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == block.length) {
            byte[] checksum = in.readNBytes(BlockFrame.CHECKSUM_BYTES);
            if (checksum.length == 0) {
                return false;
            }
            block = readBlock(checksum);
            position = 0;
        }
        return true;
    }

    private byte[] readBlock(byte[] checksum) throws IOException {
        byte[] header = exactly(BlockFrame.HEADER_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        byte method = fields.get();
        int frameLength = fields.getInt();
        int plainLength = fields.getInt();
        if (frameLength < BlockFrame.HEADER_BYTES
                || frameLength > MAX_BLOCK_BYTES
                || plainLength < 0
                || plainLength > MAX_BLOCK_BYTES) {
            throw new IOException(
                    "a compressed block of " + frameLength + " bytes for " + plainLength + " bytes of data");
        }
        byte[] frame = Arrays.copyOf(header, frameLength);
        byte[] data = exactly(frameLength - BlockFrame.HEADER_BYTES);
        System.arraycopy(data, 0, frame, BlockFrame.HEADER_BYTES, data.length);
        if (!Arrays.equals(checksum, BlockFrame.checksum(frame, 0, frameLength))) {
            throw new IOException("the checksum of a compressed block does not match its " + frameLength + " bytes");
        }
        return decompress(method, data, plainLength);
    }

    private static byte[] decompress(byte method, byte[] data, int plainLength) throws IOException {
        try {
            return switch (method) {
                case BlockFrame.NONE -> data;
                case BlockFrame.LZ4 ->
                    LZ4Factory.fastestJavaInstance().safeDecompressor().decompress(data, plainLength);
                case BlockFrame.ZSTD -> Zstd.decompress(data, plainLength);
                default -> throw new IOException("unknown compression method 0x" + Integer.toHexString(method & 0xff));
            };
        } catch (RuntimeException e) {
            throw new IOException("a compressed block cannot be decompressed: " + e.getMessage(), e);
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a compressed block ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }
}
