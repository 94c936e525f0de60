package dev.tapedeck.session.block;

import dev.tapedeck.session.SessionSettings;

/** The codecs as blocks are encoded with, and nothing else. */
public final class Codec {

    private final Compressor compressor;
    private byte[] output = {};

    public Codec(SessionSettings settings) {
        compressor = settings.codec() == BlockCodec.ZSTD ? new ZstdFrames(settings.zstdLevel()) : new SnappyBlocks();
    }

    /** Compresses one block's lines; answers the compressed length. */
    public int compress(byte[] lines) {
        int bound = compressor.bound(lines.length);
        output = output.length >= bound ? output : new byte[bound];
        return compressor.compress(lines, lines.length, output);
    }
}
