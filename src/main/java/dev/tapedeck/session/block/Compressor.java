package dev.tapedeck.session.block;

/** A codec at work: from array to array, no allocation. One thread at a time. */
interface Compressor extends AutoCloseable {

    /** What {@link #compress} answers when the output has too little room. */
    int NO_ROOM = -1;

    /** How many bytes {@code length} bytes may take at most. */
    int bound(int length);

    /** How much room is worth a try: enough for nearly all blocks, and far less than {@link #bound} where that is a lot. */
    default int likely(int length) {
        return bound(length);
    }

    /**
     * Compresses {@code input[0..length)} to the beginning of {@code output}.
     *
     * @return the compressed length, or {@link #NO_ROOM}, which does not happen with room for {@link #bound}
     */
    int compress(byte[] input, int length, byte[] output);

    /** Frees what is not the collector's. */
    @Override
    default void close() {}
}
