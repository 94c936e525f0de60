package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Writes large texts of Latin-1 as UTF-8 into one array that is used again, and compresses them at once. One thread. */
final class BodyWriter {

    private static final int BUFFER_BYTES = 64 << 10;

    private byte[] bytes = new byte[BUFFER_BYTES];
    private int length;

    BodyWriter clear() {
        length = 0;
        return this;
    }

    int length() {
        return length;
    }

    /** Writes it as it is. */
    BodyWriter plain(String text) {
        byte[] some = text.getBytes(UTF_8);
        room(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
        return this;
    }

    /** Writes it as a part of a JSON string. */
    BodyWriter quoted(String text) {
        room(2 * text.length());
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == '"' || one == '\\') {
                bytes[length++] = '\\';
            }
            if (one >= 0x80) {
                bytes[length++] = (byte) (0xc0 | one >> 6);
                one = (char) (0x80 | one & 0x3f);
            }
            bytes[length++] = (byte) one;
        }
        return this;
    }

    BodyWriter fill(char one, int times) {
        room(times);
        Arrays.fill(bytes, length, length + times, (byte) one);
        length += times;
        return this;
    }

    /** All that was written, as gzip. */
    byte[] gzip() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        return close(packed, out -> new FastGzip(out, Math.clamp(length, 1, BUFFER_BYTES)));
    }

    /** All that was written, as zlib. */
    byte[] zlib() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        return close(packed, DeflaterOutputStream::new);
    }

    private interface Packing {

        OutputStream into(OutputStream out) throws IOException;
    }

    private byte[] close(ByteArrayOutputStream packed, Packing packing) {
        try (OutputStream out = packing.into(packed)) {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out, int bufferBytes) throws IOException {
            super(out, bufferBytes);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
