package dev.tapedeck.scan.json;

/**
 * Copies the values of {@link EscapedJson}, with everything that they hold: from the escaped source to the unescaped target.
 *
 * <p>Every method takes a position in the source ({@code p}) and one in the target ({@code d}), and returns both as one {@code long}, see
 * {@link #place}: so they stay in registers, in a loop that nearly all bytes of all messages pass through. The methods of that loop
 * take the arrays as arguments for the same reason. A negative result means broken text, or {@link #starved}.
 */
final class EscapedCopier {

    /** The code unit that stands for the raw quote that ends the outer string. */
    static final int END = -2;

    static final int BROKEN = -1;

    byte[] source = {};
    byte[] target = {};

    /** The last position in the source that may be read at. */
    int safe;

    /** The code unit that was read last; negative when there was none. */
    int unit;

    /** With how many bytes the outer string spells {@link #unit}. */
    int width;

    /** Whether the copier stopped because it could not look ahead far enough, and not because of the text. */
    boolean starved;

    private final Nesting nesting = new Nesting();

    /** Whether {@link #character} has read the quote that ends the string. */
    private boolean closed;

    /** Both positions as one value. */
    private static long place(int from, int to) {
        return (long) from << 32 | to;
    }

    static int from(long place) {
        return (int) (place >>> 32);
    }

    static int to(long place) {
        return (int) place;
    }

    /**
     * Copies a value. Nearly all bytes pass through this loop, so it is one method over local variables: a key where the container is
     * an object, a value, and then commas and closing brackets up to the next value.
     */
    long value(byte[] source, byte[] target, int p, int d, int safe) {
        nesting.clear();
        boolean object = false;
        while (true) {
            if (object) {
                long here = key(source, target, p, d, safe);
                if (here < 0) {
                    return BROKEN;
                }
                p = from(here);
                d = to(here);
            }
            if (p > safe) {
                return starve();
            }
            int c = source[p];
            int n = 1;
            if (c == '\\' && source[p + 1] == '"') {
                c = '"';
                n = 2;
            } else if (c == ' ' || c == '\\') {
                long here = gap(p, d);
                if (here < 0) {
                    return BROKEN;
                }
                p = from(here);
                d = to(here);
                c = unit;
                n = width;
            }
            if (c == '"' && n > 1) { // of length 1 it is the raw quote that ends the outer string
                target[d] = '"';
                long here = string(source, target, p + n, d + 1, safe);
                if (here < 0) {
                    return BROKEN;
                }
                p = from(here);
                d = to(here);
            } else if (c == '{' || c == '[') {
                target[d++] = (byte) c;
                p += n;
                int close = source[p];
                int m = 1;
                if (close == ' ' || close == '\\' && source[p + 1] != '"') {
                    long here = gap(p, d);
                    if (here < 0) {
                        return BROKEN;
                    }
                    p = from(here);
                    d = to(here);
                    close = unit;
                    m = width;
                }
                if (close != c + 2) {
                    object = c == '{';
                    nesting.push(object);
                    continue;
                }
                target[d++] = (byte) close;
                p += m;
            } else {
                long here = n == 1 ? scalar(source, target, p, d, safe) : spelled(p, d);
                if (here < 0) {
                    return BROKEN;
                }
                p = from(here);
                d = to(here);
            }
            while (true) {
                if (nesting.isEmpty()) {
                    return place(p, d);
                }
                if (p > safe) {
                    return starve();
                }
                c = source[p];
                n = 1;
                if (c == ' ' || c == '\\') {
                    long here = gap(p, d);
                    if (here < 0) {
                        return BROKEN;
                    }
                    p = from(here);
                    d = to(here);
                    c = unit;
                    n = width;
                }
                target[d++] = (byte) c;
                p += n;
                if (c == ',') {
                    break;
                }
                if (c != (object ? '}' : ']')) {
                    return BROKEN;
                }
                object = nesting.pop();
            }
        }
    }

    /** Copies the name of a member, and the colon behind it. */
    private long key(byte[] source, byte[] target, int p, int d, int safe) {
        if (p > safe) {
            return starve();
        }
        int n = 2;
        if (source[p] != '\\' || source[p + 1] != '"') {
            long here = gap(p, d);
            if (here < 0 || unit != '"') {
                return BROKEN;
            }
            p = from(here);
            d = to(here);
            n = width;
        }
        target[d] = '"';
        long here = string(source, target, p + n, d + 1, safe);
        if (here < 0) {
            return BROKEN;
        }
        p = from(here);
        d = to(here);
        n = 1;
        if (source[p] != ':') {
            here = gap(p, d);
            if (here < 0 || unit != ':') {
                return BROKEN;
            }
            p = from(here);
            d = to(here);
            n = width;
        }
        target[d] = ':';
        return place(p + n, d + 1);
    }

    /** Copies the rest of a string, closing quote included. Eight bytes are looked at and written at a time. */
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
                        return BROKEN;
                    }
                    p = from(here);
                    d = to(here);
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
                return BROKEN;
            }
            int c = source[p + 1];
            if (c == '"') {
                target[d] = '"';
                return place(p + 2, d + 1);
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
                return BROKEN;
            }
            p = from(here);
            d = to(here);
            if (closed) {
                closed = false;
                return here;
            }
        }
        return starve();
    }

    /** Copies the sequences of UTF-8 that begin within the next {@code n} bytes, which are no special ones. */
    private long sequences(int p, int d, int n) {
        int stop = p + n;
        while (p < stop) {
            int length = Utf8.sequence(source, p, source.length);
            if (length < 0) {
                return BROKEN;
            }
            for (int i = 0; i < length; i++) {
                target[d++] = source[p++];
            }
        }
        return place(p, d);
    }

    /** Copies one character that is escaped at either level. Sets {@link #closed} if it is the quote that ends the string. */
    private long character(int p, int d) {
        int c = unit(p);
        p += width;
        if (c == '"') {
            closed = true;
        } else if (c == '\\') {
            return escape(p, d);
        } else if (c < ' ') {
            return BROKEN;
        } else if (Character.isSurrogate((char) c)) {
            int low = Character.isHighSurrogate((char) c) && source[p] == '\\' ? unit(p) : BROKEN;
            if (low < 0 || !Character.isLowSurrogate((char) low)) {
                return place(p, loneSurrogate(c, d));
            }
            p += width;
            c = Character.toCodePoint((char) c, (char) low);
        }
        return place(p, Utf8.put(target, d, c));
    }

    /** Copies an inner escape whose backslash has been read. */
    private long escape(int p, int d) {
        int letter = unit(p);
        p += width;
        target[d++] = '\\';
        target[d++] = (byte) letter;
        if (letter != 'u') {
            return letter < 0x80 && Escapes.meaning(letter) >= 0 && letter > 0 ? place(p, d) : BROKEN;
        }
        for (int i = 0; i < 4; i++) {
            if (p > safe) {
                return starve();
            }
            int digit = unit(p);
            p += width;
            if (digit < 0 || digit >= 0x80 || Escapes.digit(digit) < 0) {
                return BROKEN;
            }
            target[d++] = (byte) digit;
        }
        return place(p, d);
    }

    private int loneSurrogate(int c, int d) {
        target[d++] = '\\';
        target[d++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            target[d++] = (byte) Character.forDigit(c >> shift & 0xF, 16);
        }
        return d;
    }

    /** Copies a number or a literal whose first character is spelled plainly. */
    private long scalar(byte[] source, byte[] target, int p, int d, int safe) {
        int c = source[p];
        if (c < '1' || c > '9') {
            return otherScalar(p, d);
        }
        int begin = p;
        int digits;
        do {
            long word = Swar.load(source, p);
            Swar.store(target, d, word);
            digits = Swar.digits(word);
            p += digits;
            d += digits;
        } while (digits == Long.BYTES && p <= safe);
        c = source[p];
        if (c == ',' || c == '}' || c == ']') {
            return place(p, d);
        }
        return spelled(begin, d - (p - begin));
    }

    private long otherScalar(int p, int d) {
        long word = Swar.load(source, p);
        int length = JsonLiterals.length(word);
        Swar.store(target, d, word);
        return length > 0 ? place(p + length, d + length) : spelled(p, d);
    }

    /** Copies a number or a literal, however the outer string spells it. */
    private long spelled(int p, int d) {
        int begin = d;
        while (p <= safe) {
            int c = source[p] == '\\' ? unit(p) : plain(p);
            if (!Numbers.isPart(c) && (c < 'a' || c > 'z')) {
                return Numbers.isNumber(target, begin, d) || JsonLiterals.is(target, begin, d) ? place(p, d) : BROKEN;
            }
            target[d++] = (byte) c;
            p += width;
        }
        return starve();
    }

    /** Copies white space, line breaks as spaces. Leaves the code unit that follows in {@link #unit}, and its {@link #width}. */
    long gap(int p, int d) {
        while (p <= safe) {
            int c = source[p] == '\\' ? unit(p) : plain(p);
            switch (c) {
                case ' ', '\n', '\r' -> target[d++] = ' ';
                case '\t' -> target[d++] = '\t';
                default -> {
                    unit = c;
                    return place(p, d);
                }
            }
            p += width;
        }
        return starve();
    }

    /** The code unit at {@code p}, which is not escaped; {@link #END} for the raw quote. Sets {@link #width}. */
    private int plain(int p) {
        width = 1;
        int c = source[p];
        return c < ' ' ? BROKEN : c == '"' ? END : c;
    }

    /** The code unit at {@code p}, which may be escaped by the outer string; negative if there is none. Sets {@link #width}. */
    private int unit(int p) {
        if (source[p] != '\\') {
            return plain(p);
        }
        if (source[p + 1] != 'u') {
            width = 2;
            return Escapes.meaning(source[p + 1]);
        }
        width = 6;
        return Escapes.hex(source, p + 2);
    }

    /** Gives up because the source ends too early. */
    private long starve() {
        starved = true;
        return BROKEN;
    }
}
