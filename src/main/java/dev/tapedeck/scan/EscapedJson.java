package dev.tapedeck.scan;

/**
 * A cursor over a JSON text that is itself the content of a JSON string, and still escaped as such: the inner document of a
 * body. It reads the structure of the inner document straight from the escaped bytes, and writes the unescaped ones to the
 * target as it goes, so that the text is walked once.
 *
 * <p>Two levels of escapes meet here. A quote of the inner text is {@code \"}; an inner escape such as {@code \n} begins with
 * {@code \\}; these two are nearly all there is, and have code of their own. Anything else that the outer string may spell
 * (a line break {@code \n}, or any character by its number, be it a brace or a backslash) goes through {@link #unit}, which
 * knows every spelling. A raw quote ends the outer string, and so the document.
 *
 * <p>Strings are copied eight bytes at a time, the bytes after their end included: what follows overwrites them. The text never
 * gets longer by unescaping, so a target of the source's length and {@link #SLACK} more has room.
 *
 * <p>To look ahead without asking at every byte whether the source ends, the cursor stops {@link #SLACK} bytes before the
 * source does and says that it is {@link #starved}. A source whose text is followed by that many zeros may be read to its end: a
 * zero fits nowhere.
 *
 * <p>Line breaks between tokens become spaces. A lone surrogate, which UTF-8 cannot hold, is written as a six-byte escape. Positions
 * are kept as {@code from << 32 | to}: one value that stays in registers; negative once the text is broken.
 */
final class EscapedJson {

    /** How many bytes beyond its position the cursor may read or write. */
    static final int SLACK = 32;

    /** What {@link #peek} answers at the end of the outer string. */
    static final int END = -2;

    private static final int BROKEN = -1;
    private static final byte[] NOTHING = {};

    private final Nesting nesting = new Nesting();
    private byte[] source = NOTHING;
    private byte[] target = NOTHING;
    private int safe;
    private int from;
    private int to;
    private int unit;
    private int width;
    private int start;
    private int end;
    private boolean starved;
    private boolean closed;

    /**
     * Reads the string whose content begins at {@code from}.
     *
     * @param safe the last position that has {@link #SLACK} readable bytes from there on
     * @param to where in the target to begin
     */
    void open(byte[] source, int from, int safe, byte[] target, int to) {
        this.source = source;
        this.target = target;
        this.safe = safe;
        this.from = from;
        this.to = to;
        starved = false;
        closed = false;
    }

    /** Goes on in another target, at another place. */
    void redirect(byte[] target, int to) {
        this.target = target;
        this.to = to;
    }

    /** How many bytes of the source lie ahead, at most. */
    int ahead() {
        return source.length - from;
    }

    /** Whether the cursor gave up for lack of bytes to look ahead at, not for the text. */
    boolean starved() {
        return starved;
    }

    /** Where the cursor stands in the source. */
    int from() {
        return from;
    }

    /** Where the cursor stands in the target. */
    int to() {
        return to;
    }

    /** Where the last string (inside its quotes) or value begins in the target. */
    int start() {
        return start;
    }

    /** Where the last string (inside its quotes) or value ends in the target, exclusive. */
    int end() {
        return end;
    }

    /** Copies white space; answers the next code unit, {@link #END}, or something else negative for broken text. */
    int peek() {
        long here = gap(from, to);
        if (here < 0) {
            return BROKEN;
        }
        from = (int) (here >>> 32);
        to = (int) here;
        return unit;
    }

    /** Copies the ASCII character just peeked. */
    void take() {
        target[to++] = (byte) unit;
        from += width;
    }

    /** Copies {@code c} if it is next. */
    boolean take(int c) {
        if (peek() != c) {
            return false;
        }
        take();
        return true;
    }

    /** Copies a string. */
    boolean string() {
        if (!take('"')) {
            return false;
        }
        int begin = to;
        long here = string(source, target, from, to, safe);
        if (here < 0) {
            return false;
        }
        from = (int) (here >>> 32);
        to = (int) here;
        start = begin;
        end = to - 1;
        return true;
    }

    /** Copies any value. */
    boolean value() {
        if (peek() < 0) {
            return false;
        }
        int begin = to;
        long here = value(source, target, from, to, safe);
        if (here < 0) {
            return false;
        }
        from = (int) (here >>> 32);
        to = (int) here;
        start = begin;
        end = to;
        return true;
    }

    private static long at(int from, int to) {
        return (long) from << 32 | to;
    }

    /*
     * The loop that nearly all bytes pass through, which is why it is one method over local variables: a key where the
     * container is an object, a value, and then commas and closing brackets up to the next value.
     */
    private long value(byte[] source, byte[] target, int p, int d, int safe) {
        nesting.clear();
        boolean object = false;
        while (true) {
            if (object) {
                long here = key(source, target, p, d, safe);
                if (here < 0) {
                    return BROKEN;
                }
                p = (int) (here >>> 32);
                d = (int) here;
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
                p = (int) (here >>> 32);
                d = (int) here;
                c = unit;
                n = width;
            }
            if (c == '"' && n > 1) { // of length 1 it is the raw quote that ends the outer string
                target[d] = '"';
                long here = string(source, target, p + n, d + 1, safe);
                if (here < 0) {
                    return BROKEN;
                }
                p = (int) (here >>> 32);
                d = (int) here;
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
                    p = (int) (here >>> 32);
                    d = (int) here;
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
                p = (int) (here >>> 32);
                d = (int) here;
            }
            while (true) {
                if (nesting.isEmpty()) {
                    return at(p, d);
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
                    p = (int) (here >>> 32);
                    d = (int) here;
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
            p = (int) (here >>> 32);
            d = (int) here;
            n = width;
        }
        target[d] = '"';
        long here = string(source, target, p + n, d + 1, safe);
        if (here < 0) {
            return BROKEN;
        }
        p = (int) (here >>> 32);
        d = (int) here;
        n = 1;
        if (source[p] != ':') {
            here = gap(p, d);
            if (here < 0 || unit != ':') {
                return BROKEN;
            }
            p = (int) (here >>> 32);
            d = (int) here;
            n = width;
        }
        target[d] = ':';
        return at(p + n, d + 1);
    }

    /** Copies the rest of a string, closing quote included. */
    private long string(byte[] source, byte[] target, int p, int d, int safe) {
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
                    p = (int) (here >>> 32);
                    d = (int) here;
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
                return at(p + 2, d + 1);
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
            p = (int) (here >>> 32);
            d = (int) here;
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
        return at(p, d);
    }

    /** Copies one character of a string that is escaped at either level, in whatever spelling; tells by {@link #closed} the end. */
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
                return at(p, loneSurrogate(c, d));
            }
            p += width;
            c = Character.toCodePoint((char) c, (char) low);
        }
        return at(p, Utf8.put(target, d, c));
    }

    /** Copies an inner escape whose backslash has been read. */
    private long escape(int p, int d) {
        int letter = unit(p);
        p += width;
        target[d++] = '\\';
        target[d++] = (byte) letter;
        if (letter != 'u') {
            return letter < 0x80 && Escapes.meaning(letter) >= 0 && letter > 0 ? at(p, d) : BROKEN;
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
        return at(p, d);
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
        do {
            target[d++] = (byte) c;
            c = source[++p];
        } while (c >= '0' && c <= '9' && p <= safe);
        if (c == ',' || c == '}' || c == ']') {
            return at(p, d);
        }
        return spelled(begin, d - (p - begin));
    }

    private long otherScalar(int p, int d) {
        long word = Swar.load(source, p);
        int length =
                Swar.first(word, 4) == Literals.TRUE || Swar.first(word, 4) == Literals.NULL ? 4 : Swar.first(word, 5) == Literals.FALSE ? 5 : 0;
        Swar.store(target, d, word);
        return length > 0 ? at(p + length, d + length) : spelled(p, d);
    }

    /** Copies a number or a literal, in whatever spelling. */
    private long spelled(int p, int d) {
        int begin = d;
        while (p <= safe) {
            int c = source[p] == '\\' ? unit(p) : plain(p);
            if (!Numbers.isPart(c) && (c < 'a' || c > 'z')) {
                return Numbers.isNumber(target, begin, d) || Literals.is(target, begin, d) ? at(p, d) : BROKEN;
            }
            target[d++] = (byte) c;
            p += width;
        }
        return starve();
    }

    /** Copies white space, line breaks as spaces; leaves the next code unit in {@link #unit}, its spelling's length in {@link #width}. */
    private long gap(int p, int d) {
        while (p <= safe) {
            int c = source[p] == '\\' ? unit(p) : plain(p);
            switch (c) {
                case ' ', '\n', '\r' -> target[d++] = ' ';
                case '\t' -> target[d++] = '\t';
                default -> {
                    unit = c;
                    return at(p, d);
                }
            }
            p += width;
        }
        return starve();
    }

    /** The unescaped character at {@code p}; {@link #END} for the quote that ends it all. */
    private int plain(int p) {
        width = 1;
        int c = source[p];
        return c < ' ' ? BROKEN : c == '"' ? END : c;
    }

    /** The code unit that the outer escape at {@code p} stands for, with its length in {@link #width}; negative if it is none. */
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

    private long starve() {
        starved = true;
        return BROKEN;
    }
}
