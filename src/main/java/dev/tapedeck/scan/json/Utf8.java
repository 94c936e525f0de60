package dev.tapedeck.scan.json;

/** Well-formed UTF-8, as the Unicode Standard's table 3-7 and the WHATWG Encoding Standard have it. */
public final class Utf8 {

    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private Utf8() {}

    /** The length of the well-formed sequence at {@code i}, 1 to 4; minus the length of the ill-formed part if it is none. */
    static int sequence(byte[] text, int i, int limit) {
        int lead = text[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int more = lead < 0xC2 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : 0;
        if (more == 0) {
            return -1;
        }
        // Only the second byte is restricted further: against overlong forms, surrogates and values above U+10FFFF.
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int k = 1; k <= more; k++) {
            int next = i + k < limit ? text[i + k] & 0xFF : 0;
            if (next < least || next > most) {
                return -k;
            }
            least = 0x80;
            most = 0xBF;
        }
        return more + 1;
    }

    /** How many bytes {@link #repair} writes: up to three times as many as the text has. */
    public static long repairedLength(byte[] text, int length) {
        long repaired = 0;
        for (int i = 0; i < length; ) {
            int sequence = sequence(text, i, length);
            repaired += sequence > 0 ? sequence : REPLACEMENT.length;
            i += Math.abs(sequence);
        }
        return repaired;
    }

    /**
     * Writes the text with U+FFFD for each ill-formed part, as a decoder of the Encoding Standard (Node's) replaces it.
     *
     * @param to has room for {@link #repairedLength}
     */
    public static void repair(byte[] text, int length, byte[] to) {
        int at = 0;
        for (int i = 0; i < length; ) {
            int sequence = sequence(text, i, length);
            int part = sequence > 0 ? sequence : REPLACEMENT.length;
            System.arraycopy(sequence > 0 ? text : REPLACEMENT, sequence > 0 ? i : 0, to, at, part);
            at += part;
            i += Math.abs(sequence);
        }
    }

    /** Writes a code point that is not a surrogate. Returns the index after it. */
    static int put(byte[] to, int at, int codePoint) {
        if (codePoint < 0x80) {
            to[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            to[at] = (byte) (0xC0 | codePoint >> 6);
            to[at + 1] = tail(codePoint);
            return at + 2;
        }
        if (codePoint < 0x1_0000) {
            to[at] = (byte) (0xE0 | codePoint >> 12);
            to[at + 1] = tail(codePoint >> 6);
            to[at + 2] = tail(codePoint);
            return at + 3;
        }
        to[at] = (byte) (0xF0 | codePoint >> 18);
        to[at + 1] = tail(codePoint >> 12);
        to[at + 2] = tail(codePoint >> 6);
        to[at + 3] = tail(codePoint);
        return at + 4;
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
