package dev.tapedeck.scan.json;

/** Copies the strings of {@link EscapedJson}. */
final class EscapedStrings {

    private final Spelling spelling;
    private boolean closed;

    EscapedStrings(Spelling spelling) {
        this.spelling = spelling;
    }

    /** Copies the rest of a string, closing quote included. */
    long string(byte[] source, byte[] target, int p, int d, int safe) {
        while (p <= safe) {
            long word = Swar.load(source, p);
            Swar.store(target, d, word);
            long specials = Swar.specials(word);
            long high = word & Swar.before(specials) & Swar.HIGH;
            if (high != 0) {
                if (!Swar.twoByteSequences(word, high)) {
                    long here = sequences(p, d, Swar.count(specials));
                    if (here < 0) {
                        return Place.BROKEN;
                    }
                    p = Place.from(here);
                    d = Place.to(here);
                    continue;
                }
                int open = Swar.openEnd(word, specials);
                p -= open;
                d -= open;
            }
            int n = Swar.count(specials);
            p += n;
            d += n;
            if (specials == 0) {
                continue;
            }
            if (source[p] != '\\') {
                return Place.BROKEN;
            }
            int c = source[p + 1];
            if (c == '"') {
                target[d] = '"';
                return Place.of(p + 2, d + 1);
            }
            c = c == '\\' ? source[p + 2] : 0;
            if (c == 'u') {
                if (Escapes.hex(source, p + 3) >= 0) {
                    Swar.store(target, d, Swar.load(source, p + 1));
                    p += 7;
                    d += 6;
                    continue;
                }
            } else if (c == '\\') {
                c = source[p + 3];
                if (c == '"' || c == '\\') {
                    target[d] = '\\';
                    target[d + 1] = (byte) c;
                    p += 4;
                    d += 2;
                    continue;
                }
            } else if (Escapes.meaning(c) >= 0 && c != '"') {
                target[d] = '\\';
                target[d + 1] = (byte) c;
                p += 3;
                d += 2;
                continue;
            }
            long here = character(p, d);
            if (here < 0) {
                return Place.BROKEN;
            }
            p = Place.from(here);
            d = Place.to(here);
            if (closed) {
                closed = false;
                return here;
            }
        }
        return spelling.starve();
    }

    /** Copies the sequences of UTF-8 that begin within the next {@code n} bytes, which are no special ones. */
    private long sequences(int p, int d, int n) {
        byte[] source = spelling.source;
        byte[] target = spelling.target;
        int stop = p + n;
        while (p < stop) {
            int length = Utf8.sequence(source, p, source.length);
            if (length < 0) {
                return Place.BROKEN;
            }
            for (int i = 0; i < length; i++) {
                target[d++] = source[p++];
            }
        }
        return Place.of(p, d);
    }

    /** Copies one character of a string that is escaped at either level, in whatever spelling; tells by {@link #closed} the end. */
    private long character(int p, int d) {
        byte[] source = spelling.source;
        byte[] target = spelling.target;
        int c = spelling.unit(p);
        p += spelling.width;
        if (c == '"') {
            closed = true;
        } else if (c == '\\') {
            return escape(p, d);
        } else if (c < ' ') {
            return Place.BROKEN;
        } else if (Character.isSurrogate((char) c)) {
            int low = Character.isHighSurrogate((char) c) && source[p] == '\\' ? spelling.unit(p) : Place.BROKEN;
            if (low < 0 || !Character.isLowSurrogate((char) low)) {
                return Place.of(p, loneSurrogate(c, d));
            }
            p += spelling.width;
            c = Character.toCodePoint((char) c, (char) low);
        }
        return Place.of(p, Utf8.put(target, d, c));
    }

    /** Copies an inner escape whose backslash has been read. */
    private long escape(int p, int d) {
        byte[] target = spelling.target;
        int letter = spelling.unit(p);
        p += spelling.width;
        target[d++] = '\\';
        target[d++] = (byte) letter;
        if (letter != 'u') {
            return letter < 0x80 && Escapes.meaning(letter) >= 0 && letter > 0 ? Place.of(p, d) : Place.BROKEN;
        }
        for (int i = 0; i < 4; i++) {
            if (p > spelling.safe) {
                return spelling.starve();
            }
            int digit = spelling.unit(p);
            p += spelling.width;
            if (digit < 0 || digit >= 0x80 || Escapes.digit(digit) < 0) {
                return Place.BROKEN;
            }
            target[d++] = (byte) digit;
        }
        return Place.of(p, d);
    }

    private int loneSurrogate(int c, int d) {
        byte[] target = spelling.target;
        target[d++] = '\\';
        target[d++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            target[d++] = (byte) Character.forDigit(c >> shift & 0xF, 16);
        }
        return d;
    }
}
