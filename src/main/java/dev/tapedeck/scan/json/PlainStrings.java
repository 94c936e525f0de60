package dev.tapedeck.scan.json;

/** The strings of {@link PlainJson}: strict as RFC 8259, in well-formed UTF-8. */
final class PlainStrings {

    private static final int BROKEN = -1;

    private boolean malformed;

    /** Forgets what was refused. */
    void clear() {
        malformed = false;
    }

    /** Whether a string was refused for ill-formed UTF-8. */
    boolean malformed() {
        return malformed;
    }

    /** The index after the string whose content begins at {@code p}; negative when it is none. */
    int after(byte[] text, int p, int limit) {
        while (p <= limit - Long.BYTES) {
            long word = Swar.load(text, p);
            long specials = Swar.specials(word);
            long high = word & Swar.before(specials) & Swar.HIGH;
            if (high != 0) {
                if (!Swar.twoByteSequences(word, high)) {
                    p = sequences(text, p, p + Swar.count(specials), limit);
                    if (p < 0) {
                        return BROKEN;
                    }
                    continue;
                }
                p -= Swar.openEnd(word, specials);
            }
            p += Swar.count(specials);
            if (specials == 0) {
                continue;
            }
            if (text[p] == '"') {
                return p + 1;
            }
            if (text[p] != '\\') {
                return BROKEN;
            }
            p = Escapes.end(text, p, limit);
            if (p < 0) {
                return BROKEN;
            }
        }
        return last(text, p, limit);
    }

    /** The same, byte by byte, where eight of them cannot be read any more. */
    private int last(byte[] text, int p, int limit) {
        while (p >= 0 && p < limit) {
            byte c = text[p];
            if (c == '"') {
                return p + 1;
            }
            if (c == '\\') {
                p = Escapes.end(text, p, limit);
            } else {
                p = c < 0 ? sequences(text, p, p + 1, limit) : c < ' ' ? BROKEN : p + 1;
            }
        }
        return BROKEN;
    }

    /** The index after the characters that begin before {@code until}; negative when one is ill-formed. */
    private int sequences(byte[] text, int p, int until, int limit) {
        while (p < until) {
            int length = Utf8.sequence(text, p, limit);
            if (length < 0) {
                malformed = true;
                return BROKEN;
            }
            p += length;
        }
        return p;
    }
}
