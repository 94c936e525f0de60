package dev.tapedeck.localstack.clickhouse;

import com.clickhouse.data.ClickHouseCityHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frame around each of ClickHouse's compressed blocks, little-endian: 16 bytes of checksum over all that follows, 1
 * byte of method, 4 bytes of length from the method to the end, 4 bytes of length uncompressed, and the data.
 */
final class BlockFrame {

    static final int CHECKSUM_BYTES = 16;
    static final int HEADER_BYTES = 9;
    static final byte NONE = 0x02;
    static final byte LZ4 = (byte) 0x82;
    static final byte ZSTD = (byte) 0x90;

    private BlockFrame() {}

    /** The checksum of {@code length} bytes from {@code offset} on, as it stands in the frame. */
    static byte[] checksum(byte[] bytes, int offset, int length) {
        long[] hash = ClickHouseCityHash.cityHash128(bytes, offset, length);
        return ByteBuffer.allocate(CHECKSUM_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(hash[0])
                .putLong(hash[1])
                .array();
    }
}
