package dev.tapedeck.session;

/** A codec at work: from array to array, no allocation. One thread at a time. */
interface Compressor {

    /** How many bytes {@code length} bytes may take at most. */
    int bound(int length);

    /**
     * Compresses {@code input[0..length)} to the beginning of {@code output}, which has room for {@link #bound}.
     *
     * @return the compressed length
     */
    int compress(byte[] input, int length, byte[] output);
}
