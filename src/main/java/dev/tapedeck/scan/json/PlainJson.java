package dev.tapedeck.scan.json;

/**
 * A cursor over a JSON text in UTF-8: as strict as RFC 8259 and {@code JSON.parse}. It neither recurses nor copies.
 * A method that returns false has met text that is not JSON; the cursor must not be used after that.
 */
public final class PlainJson {

    /** What {@link #peek} returns where the text ends. */
    public static final int END = -1;

    private static final int BROKEN = -1;
    private static final byte[] NOTHING = {};

    private final Nesting nesting = new Nesting();
    private byte[] text = NOTHING;
    private int limit;
    private int at;
    private int start;
    private int end;
    private boolean brokenLines;
    private boolean malformed;

    /** Reads {@code text[from..limit)} from now on. */
    public PlainJson open(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        at = from;
        malformed = false;
        brokenLines = false;
        return this;
    }

    public byte[] text() {
        return text;
    }

    /** Where the cursor stands. */
    public int at() {
        return at;
    }

    /** Moves the cursor. */
    public void jump(int to) {
        at = to;
    }

    /** Where the last string (inside its quotes) or value began. */
    public int start() {
        return start;
    }

    /** Where the last string (inside its quotes) or value ended, exclusive. */
    public int end() {
        return end;
    }

    /** Whether a string was refused for ill-formed UTF-8. */
    public boolean malformed() {
        return malformed;
    }

    /** Whether there was white space other than spaces. */
    public boolean brokenLines() {
        return brokenLines;
    }

    /** The next byte that is no white space, or {@link #END}. */
    public int peek() {
        at = space(at);
        return at < limit ? text[at] & 0xFF : END;
    }

    /** Steps over the byte just peeked. */
    public void take() {
        at++;
    }

    /** Steps over {@code c} if it is next. */
    public boolean take(int c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Steps over a string. */
    public boolean string() {
        if (!take('"')) {
            return false;
        }
        int after = afterString(text, at, limit);
        if (after < 0) {
            return false;
        }
        start = at;
        end = after - 1;
        at = after;
        return true;
    }

    /** Steps over any value. */
    public boolean value() {
        peek();
        int from = at;
        int after = value(text, at, limit);
        if (after < 0) {
            return false;
        }
        start = from;
        end = after;
        at = after;
        return true;
    }

    /** The index after the value at {@code p}; negative if there is none. */
    private int value(byte[] text, int p, int limit) {
        nesting.clear();
        boolean object = false;
        while (true) {
            if (object) {
                p = key(text, p, limit);
                if (p < 0) {
                    return BROKEN;
                }
            }
            if (p >= limit || text[p] <= ' ') {
                p = whiteSpace(p);
                if (p >= limit) {
                    return BROKEN;
                }
            }
            int c = text[p];
            if (c == '"') {
                p = afterString(text, p + 1, limit);
            } else if (c == '{' || c == '[') {
                p = space(p + 1);
                if (p < limit && text[p] != c + 2) {
                    object = c == '{';
                    nesting.push(object);
                    continue;
                }
                p++;
            } else if (c >= '1' && c <= '9') {
                p = integer(text, p, limit);
            } else {
                p = scalar(text, p, limit);
            }
            if (p < 0) {
                return BROKEN;
            }
            while (true) {
                if (nesting.isEmpty()) {
                    return p <= limit ? p : BROKEN;
                }
                if (p >= limit || text[p] <= ' ') {
                    p = whiteSpace(p);
                    if (p >= limit) {
                        return BROKEN;
                    }
                }
                c = text[p++];
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

    /** The index after the name of a member and its colon; negative if there is none. */
    private int key(byte[] text, int p, int limit) {
        if (p >= limit || text[p] != '"') {
            p = whiteSpace(p);
            if (p >= limit || text[p] != '"') {
                return BROKEN;
            }
        }
        int after = afterString(text, p + 1, limit);
        if (after < 0) {
            return BROKEN;
        }
        if (after < limit && text[after] == ':') {
            return after + 1;
        }
        after = whiteSpace(after);
        return after < limit && text[after] == ':' ? after + 1 : BROKEN;
    }

    /** The index after the string whose content begins at {@code p}; negative if it is not one. Eight bytes are looked at at a time. */
    private int afterString(byte[] text, int p, int limit) {
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
        return afterLastBytes(text, p, limit);
    }

    /** The same byte by byte, where fewer than eight bytes are left. */
    private int afterLastBytes(byte[] text, int p, int limit) {
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

    /** The index after the characters that begin before {@code until}; negative if one is ill-formed. */
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

    /** The index after the number at {@code p}, which begins with 1 to 9; negative if it is not one. */
    private static int integer(byte[] text, int p, int limit) {
        int i = p + 1;
        while (i < limit && text[i] >= '0' && text[i] <= '9') {
            i++;
        }
        return i < limit && (text[i] == ',' || text[i] == '}' || text[i] == ']') ? i : number(text, p, limit);
    }

    /** The index after the value at {@code p}; negative if it is not one. */
    private static int scalar(byte[] text, int p, int limit) {
        return switch (text[p]) {
            case 't' -> literal(text, p, limit, "true");
            case 'f' -> literal(text, p, limit, "false");
            case 'n' -> literal(text, p, limit, "null");
            default -> number(text, p, limit);
        };
    }

    private static int literal(byte[] text, int p, int limit, String word) {
        if (p + word.length() > limit) {
            return BROKEN;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[p + i] != word.charAt(i)) {
                return BROKEN;
            }
        }
        return p + word.length();
    }

    private static int number(byte[] text, int p, int limit) {
        int i = p;
        while (i < limit && Numbers.isPart(text[i])) {
            i++;
        }
        return Numbers.isNumber(text, p, i) ? i : BROKEN;
    }

    /** The index of the first byte from {@code p} on that is no white space. */
    private int space(int p) {
        return p < limit && text[p] > ' ' ? p : whiteSpace(p);
    }

    private int whiteSpace(int p) {
        int i = p;
        while (i < limit && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r' || text[i] == '\t')) {
            brokenLines |= text[i] < ' ';
            i++;
        }
        return i;
    }
}
