package dev.tapedeck.localstack.clickhouse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockStreamsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 1024 * 1024, 3_000_000})
    void shouldReadWhatWasWritten(int length) throws IOException {
        byte[] data = random(length);
        assertArrayEquals(data, read(written(data)));
    }

    @Test
    void shouldReadZstdBlocks() throws IOException {
        byte[] data = random(1000);
        assertArrayEquals(data, read(block(BlockFrame.ZSTD, Zstd.compress(data), data.length)));
    }

    @Test
    void shouldReadPlainBlocks() throws IOException {
        byte[] data = random(1000);
        assertArrayEquals(data, read(block(BlockFrame.NONE, data, data.length)));
    }

    @Test
    void shouldRefuseABlockWhoseChecksumIsWrong() throws IOException {
        byte[] bytes = written(random(1000));
        bytes[500]++;
        assertThrows(IOException.class, () -> read(bytes));
    }

    @Test
    void shouldRefuseABlockThatIsCutShort() throws IOException {
        byte[] bytes = written(random(1000));
        assertThrows(IOException.class, () -> read(Arrays.copyOf(bytes, bytes.length - 1)));
    }

    private static byte[] written(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BlockOutputStream out = new BlockOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] block(byte method, byte[] compressed, int plainLength) {
        byte[] frame = ByteBuffer.allocate(BlockFrame.HEADER_BYTES + compressed.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(method)
                .putInt(BlockFrame.HEADER_BYTES + compressed.length)
                .putInt(plainLength)
                .put(compressed)
                .array();
        return ByteBuffer.allocate(BlockFrame.CHECKSUM_BYTES + frame.length)
                .put(BlockFrame.checksum(frame, 0, frame.length))
                .put(frame)
                .array();
    }

    private static byte[] read(byte[] blocks) throws IOException {
        return new BlockInputStream(new ByteArrayInputStream(blocks)).readAllBytes();
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return data;
    }
}
