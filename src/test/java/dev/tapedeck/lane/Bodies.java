package dev.tapedeck.lane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;

/** Message values as producers make them. */
public final class Bodies {

    private Bodies() {}

    /** Four bytes of little-endian length and one lz4 block. */
    public static byte[] lz4(byte[] plain) {
        byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(plain);
        return ByteBuffer.allocate(4 + block.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(plain.length)
                .put(block)
                .array();
    }

    /** One gzip member. */
    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** These arrays one after the other. */
    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
