package dev.tapedeck.scan.body;

import java.util.Arrays;

/**
 * A byte array that is reused from body to body. It doubles as a body needs it, never beyond its limit. It shrinks before the
 * next ordinary body. Otherwise one giant would stay in the heap of every lane that it has passed.
 */
final class OutputBuffer {

    private static final int ORDINARY_BYTES = 4 << 20;
    private static final int FIRST_BYTES = 64 << 10;

    /** Zeros behind the content, so that readers can look ahead without asking where it ends. */
    private static final int PADDING_BYTES = 32;

    private final int limit;
    private byte[] bytes;

    /**
     * Holds up to {@code limit} bytes.
     *
     * @param limit at least 1
     */
    OutputBuffer(int limit) {
        this.limit = limit;
        this.bytes = new byte[Math.min(limit, FIRST_BYTES)];
    }

    /** The array in use, made ready for a new body of about this many bytes; earlier content may be gone. */
    byte[] start(long expectedBytes) {
        int wanted = (int) Math.min(limit, Math.max(expectedBytes, 1));
        if (bytes.length < wanted || (bytes.length > ORDINARY_BYTES && wanted <= ORDINARY_BYTES)) {
            bytes = new byte[wanted + PADDING_BYTES];
        }
        return bytes;
    }

    /** The array in use, with zeros behind its first {@code length} bytes. */
    byte[] padded(int length) {
        Arrays.fill(bytes, length, Math.min(bytes.length, length + PADDING_BYTES), (byte) 0);
        return bytes;
    }

    /** The array in use. */
    byte[] bytes() {
        return bytes;
    }

    /** A larger array with the same content; the same one when the limit is reached. */
    byte[] grow() {
        long wanted = grownBytes();
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) wanted + PADDING_BYTES);
        }
        return bytes;
    }

    /** How many bytes {@link #grow} asks for at most. */
    long grownBytes() {
        return Math.min(limit, bytes.length * 2L);
    }

    /** Gives up an array that is large. */
    void trim() {
        if (bytes.length > ORDINARY_BYTES) {
            bytes = new byte[Math.min(limit, FIRST_BYTES)];
        }
    }
}
