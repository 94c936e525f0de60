package dev.tapedeck.scan.json;

/**
 * A cursor over a plain JSON text in UTF-8: strict as RFC 8259 and {@code JSON.parse}, without recursion, without copying.
 * Methods that answer false have met text that is not JSON; the cursor is useless then.
 */
public final class PlainJson {

    /** What {@link #peek} answers where the text ends. */
    public static final int END = -1;

    private static final int BROKEN = -1;
    private static final byte[] NOTHING = {};

    private final Nesting nesting = new Nesting();
    private final PlainStrings strings = new PlainStrings();
    private byte[] text = NOTHING;
    private int limit;
    private int at;
    private int start;
    private int end;
    private boolean brokenLines;

    /** Reads {@code text[from..limit)} from now on. */
    public PlainJson open(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        at = from;
        strings.clear();
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
        return strings.malformed();
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
        int after = strings.after(text, at, limit);
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

    /** The index after the value at {@code p}; negative when there is none. */
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
                p = strings.after(text, p + 1, limit);
            } else if (c == '{' || c == '[') {
                p = space(p + 1);
                if (p < limit && text[p] != c + 2) {
                    object = c == '{';
                    nesting.push(object);
                    continue;
                }
                p++;
            } else if (c >= '1' && c <= '9') {
                p = PlainScalars.integer(text, p, limit);
            } else {
                p = PlainScalars.scalar(text, p, limit);
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

    private int key(byte[] text, int p, int limit) {
        if (p >= limit || text[p] != '"') {
            p = whiteSpace(p);
            if (p >= limit || text[p] != '"') {
                return BROKEN;
            }
        }
        int after = strings.after(text, p + 1, limit);
        if (after < 0) {
            return BROKEN;
        }
        if (after < limit && text[after] == ':') {
            return after + 1;
        }
        after = whiteSpace(after);
        return after < limit && text[after] == ':' ? after + 1 : BROKEN;
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
