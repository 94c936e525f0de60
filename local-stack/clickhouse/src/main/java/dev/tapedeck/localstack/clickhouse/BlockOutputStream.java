package dev.tapedeck.localstack.clickhouse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes ClickHouse's compressed blocks, with LZ4. Nothing is written for no data. */
final class BlockOutputStream extends OutputStream {

    private static final int BLOCK_BYTES = 1024 * 1024;

    private final OutputStream out;
    private final LZ4Compressor compressor = LZ4Factory.fastestJavaInstance().fastCompressor();
    private final byte[] block = new byte[BLOCK_BYTES];
    private final byte[] frame = new byte[BlockFrame.HEADER_BYTES + compressor.maxCompressedLength(BLOCK_BYTES)];
    private int length;

    BlockOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int end = offset + count;
        while (from < end) {
            int taken = Math.min(end - from, block.length - length);
            System.arraycopy(bytes, from, block, length, taken);
            from += taken;
            length += taken;
            if (length == block.length) {
                writeBlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (length > 0) {
            writeBlock();
        }
        out.close();
    }

    private void writeBlock() throws IOException {
        int compressed = compressor.compress(block, 0, length, frame, BlockFrame.HEADER_BYTES);
        int frameLength = BlockFrame.HEADER_BYTES + compressed;
        ByteBuffer.wrap(frame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(BlockFrame.LZ4)
                .putInt(frameLength)
                .putInt(length);
        out.write(BlockFrame.checksum(frame, 0, frameLength));
        out.write(frame, 0, frameLength);
        length = 0;
    }
}
