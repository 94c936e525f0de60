package dev.tapedeck.session.block;

/** Compresses from array to array without allocation. One thread at a time. */
interface Compressor extends AutoCloseable {

    /** {@link #compress} returns this if the output is too short. */
    int NO_ROOM = -1;

    /** The maximum compressed length of {@code length} bytes. */
    int bound(int length);

    /** A length that is enough for nearly all blocks, and far less than {@link #bound} for large ones. */
    default int likely(int length) {
        return bound(length);
    }

    /**
     * Compresses {@code input[0..length)} to the beginning of {@code output}.
     *
     * @return the compressed length, or {@link #NO_ROOM}; never that if the output has {@link #bound} bytes
     */
    int compress(byte[] input, int length, byte[] output);

    /** Frees native memory. */
    @Override
    default void close() {}
}
