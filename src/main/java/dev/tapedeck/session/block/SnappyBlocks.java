package dev.tapedeck.session.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xerial.snappy.Snappy;

/** Snappy's raw block format, as the direct peer writes it. */
final class SnappyBlocks implements Compressor {

    @Override
    public int bound(int length) {
        return Snappy.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] input, int length, byte[] output) {
        try {
            return Snappy.compress(input, 0, length, output, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("snappy refused " + length + " bytes", e);
        }
    }
}
