package dev.tapedeck.scan.body;

/** Reads the header of a gzip member (RFC 1952, section 2.3), with whatever optional fields it has. */
final class GzipHeader {

    /** What {@link #end} says of a header that is cut off or breaks the format. */
    static final int MALFORMED = -1;

    private static final int FIXED_BYTES = 10;
    private static final int HEADER_CRC = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xE0;

    private GzipHeader() {}

    /** Whether a gzip member begins here: the two magic bytes and the one compression method there is. */
    static boolean at(byte[] in, int offset) {
        return in.length - offset >= 3
                && in[offset] == (byte) 0x1f
                && in[offset + 1] == (byte) 0x8b
                && in[offset + 2] == 8;
    }

    /** Where the compressed data begins, or {@link #MALFORMED}. */
    static int end(byte[] in, int offset) {
        if (in.length - offset < FIXED_BYTES) {
            return MALFORMED;
        }
        int flags = in[offset + 3];
        if ((flags & RESERVED) != 0) {
            return MALFORMED;
        }
        int at = offset + FIXED_BYTES;
        if ((flags & EXTRA) != 0) {
            at = afterExtra(in, at);
        }
        if ((flags & NAME) != 0) {
            at = afterText(in, at);
        }
        if ((flags & COMMENT) != 0) {
            at = afterText(in, at);
        }
        if ((flags & HEADER_CRC) != 0 && at != MALFORMED) {
            at += 2;
        }
        return at <= in.length ? at : MALFORMED;
    }

    private static int afterExtra(byte[] in, int at) {
        if (in.length - at < 2) {
            return MALFORMED;
        }
        int end = at + 2 + (in[at] & 0xff) + ((in[at + 1] & 0xff) << 8);
        return end <= in.length ? end : MALFORMED;
    }

    private static int afterText(byte[] in, int at) {
        if (at == MALFORMED) {
            return MALFORMED;
        }
        for (int i = at; i < in.length; i++) {
            if (in[i] == 0) {
                return i + 1;
            }
        }
        return MALFORMED;
    }
}
