package dev.tapedeck.scan;

/**
 * A cursor over a plain JSON text in UTF-8: strict as RFC 8259 and {@code JSON.parse}, without recursion, without copying.
 * Methods that answer false have met text that is not JSON; the cursor is useless then.
 */
final class PlainJson {

    /** What {@link #peek} answers where the text ends. */
    static final int END = -1;

    private static final byte[] NOTHING = {};

    private final Nesting nesting = new Nesting();
    private byte[] text = NOTHING;
    private int limit;
    private int at;
    private int start;
    private int end;
    private boolean malformed;
    private boolean brokenLines;

    /** Reads {@code text[from..limit)} from now on. */
    PlainJson open(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        at = from;
        malformed = false;
        brokenLines = false;
        return this;
    }

    byte[] text() {
        return text;
    }

    /** Where the cursor stands. */
    int at() {
        return at;
    }

    /** Moves the cursor. */
    void jump(int to) {
        at = to;
    }

    /** Where the last string (inside its quotes) or value began. */
    int start() {
        return start;
    }

    /** Where the last string (inside its quotes) or value ended, exclusive. */
    int end() {
        return end;
    }

    /** Whether a string was refused for ill-formed UTF-8. */
    boolean malformed() {
        return malformed;
    }

    /** Whether there was white space other than spaces. */
    boolean brokenLines() {
        return brokenLines;
    }

    /** The next byte that is no white space, or {@link #END}. */
    int peek() {
        while (at < limit) {
            byte c = text[at];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c & 0xFF;
            }
            brokenLines |= c < ' ';
            at++;
        }
        return END;
    }

    /** Steps over the byte just peeked. */
    void take() {
        at++;
    }

    /** Steps over {@code c} if it is next. */
    boolean take(int c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Steps over a string. */
    boolean string() {
        if (!take('"')) {
            return false;
        }
        int from = at;
        while (run()) {
            byte c = text[at];
            if (c == '"') {
                start = from;
                end = at++;
                return true;
            }
            if (!(c == '\\' ? escape() : sequence(c))) {
                return false;
            }
        }
        return false;
    }

    /** Steps over plain text, to a byte that is none; false where the text ends. */
    private boolean run() {
        while (at <= limit - Long.BYTES) {
            long word = Swar.load(text, at);
            long stops = Swar.specials(word) | (word & Swar.HIGH);
            at += Swar.count(stops);
            if (stops != 0) {
                return true;
            }
        }
        while (at < limit && text[at] >= ' ' && text[at] != '"' && text[at] != '\\') {
            at++;
        }
        return at < limit;
    }

    private boolean sequence(byte lead) {
        if (lead >= 0) {
            return false;
        }
        if (at <= limit - Long.BYTES) {
            long word = Swar.load(text, at);
            long specials = Swar.specials(word);
            long before = Swar.before(specials);
            if (Swar.twoByteSequences(word & before, word & before & Swar.HIGH)) {
                at += Swar.count(specials) - Swar.openEnd(word, specials);
                return true;
            }
        }
        int length = Utf8.sequence(text, at, limit);
        malformed = length < 0;
        at += Math.abs(length);
        return length > 0;
    }

    private boolean escape() {
        if (at + 1 >= limit) {
            return false;
        }
        if (text[at + 1] != 'u') {
            at += 2;
            return Escapes.meaning(text[at - 1]) >= 0;
        }
        at += 6;
        return at <= limit && Escapes.hex(text, at - 4) >= 0;
    }

    /** Steps over any value. */
    boolean value() {
        int c = peek();
        int from = at;
        nesting.clear();
        boolean object = false;
        while (true) {
            if (object && !(string() && take(':'))) {
                return false;
            }
            c = peek();
            if (c == '{' || c == '[') {
                take();
                if (peek() != c + 2) {
                    object = c == '{';
                    nesting.push(object);
                    continue;
                }
                take();
            } else if (!scalar(c)) {
                return false;
            }
            while (!nesting.isEmpty()) {
                c = peek();
                take();
                if (c == ',') {
                    break;
                }
                if (c != (object ? '}' : ']')) {
                    return false;
                }
                object = nesting.pop();
            }
            if (nesting.isEmpty()) {
                start = from;
                end = at;
                return true;
            }
        }
    }

    private boolean scalar(int c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean literal(String word) {
        if (at + word.length() > limit) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    private boolean number() {
        int from = at;
        while (at < limit && Numbers.isPart(text[at])) {
            at++;
        }
        return Numbers.isNumber(text, from, at);
    }
}
