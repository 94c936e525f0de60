package dev.tapedeck.scan.json;

/**
 * A cursor over a JSON text that is itself the content of a JSON string, and still escaped as such: the inner document of a
 * body. It reads the structure of the inner document straight from the escaped bytes, and writes the unescaped ones to the
 * target as it goes, so that the text is walked once.
 *
 * <p>Two levels of escapes meet here. A quote of the inner text is {@code \"}; an inner escape such as {@code \n} begins with
 * {@code \\}; these two are nearly all there is, and have code of their own. Anything else that the outer string may spell
 * (a line break {@code \n}, or any character by its number, be it a brace or a backslash) goes through {@link Spelling}, which
 * knows every one. A raw quote ends the outer string, and so the document.
 *
 * <p>Strings are copied eight bytes at a time, the bytes after their end included: what follows overwrites them. The text never
 * gets longer by unescaping, so a target of the source's length and {@link #SLACK} more has room.
 *
 * <p>To look ahead without asking at every byte whether the source ends, the cursor stops {@link #SLACK} bytes before the
 * source does and says that it is {@link #starved}. A source whose text is followed by that many zeros may be read to its end: a
 * zero fits nowhere.
 *
 * <p>Line breaks between tokens become spaces. A lone surrogate, which UTF-8 cannot hold, is written as a six-byte escape.
 */
public final class EscapedJson {

    private static final byte[] NOTHING = {};

    /** How many bytes beyond its position the cursor may read or write. */
    public static final int SLACK = 32;

    /** What {@link #peek} answers at the end of the outer string. */
    public static final int END = Spelling.END;

    private final Spelling spelling = new Spelling();
    private final EscapedStrings strings = new EscapedStrings(spelling);
    private final EscapedCopier values = new EscapedCopier(spelling, strings);
    private int from;
    private int to;
    private int start;
    private int end;

    /**
     * Reads the string whose content begins at {@code from}.
     *
     * @param safe the last position that has {@link #SLACK} readable bytes from there on
     * @param to where in the target to begin
     */
    public void open(byte[] source, int from, int safe, byte[] target, int to) {
        spelling.source = source;
        spelling.target = target;
        spelling.safe = safe;
        spelling.starved = false;
        this.from = from;
        this.to = to;
    }

    /** Goes on in another target, at another place. */
    public void redirect(byte[] target, int to) {
        spelling.target = target;
        this.to = to;
    }

    /** Lets go of the source. */
    public void forgetSource() {
        spelling.source = NOTHING;
    }

    /** How many bytes of the source lie ahead, at most. */
    public int ahead() {
        return spelling.source.length - from;
    }

    /** Whether the cursor gave up for lack of bytes to look ahead at, not for the text. */
    public boolean starved() {
        return spelling.starved;
    }

    /** Where the cursor stands in the source. */
    public int from() {
        return from;
    }

    /** Where the cursor stands in the target. */
    public int to() {
        return to;
    }

    /** The target. */
    public byte[] text() {
        return spelling.target;
    }

    /** Whether the value just copied, which is a string, has this ASCII text. */
    public boolean isText(byte[] wanted) {
        return JsonText.equals(spelling.target, start + 1, end - 1, wanted);
    }

    /** The text of the value just copied, which is a string. */
    public String decoded() {
        return JsonText.decode(spelling.target, start + 1, end - 1);
    }

    /** Where the last string (inside its quotes) or value begins in the target. */
    public int start() {
        return start;
    }

    /** Where the last string (inside its quotes) or value ends in the target, exclusive. */
    public int end() {
        return end;
    }

    /** Copies white space; answers the next code unit, {@link #END}, or something else negative for broken text. */
    public int peek() {
        long here = spelling.gap(from, to);
        if (here < 0) {
            return Place.BROKEN;
        }
        from = Place.from(here);
        to = Place.to(here);
        return spelling.unit;
    }

    /** Copies the ASCII character just peeked. */
    public void take() {
        spelling.target[to++] = (byte) spelling.unit;
        from += spelling.width;
    }

    /** Copies {@code c} if it is next. */
    public boolean take(int c) {
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
        long here = strings.string(spelling.source, spelling.target, from, to, spelling.safe);
        if (here < 0) {
            return false;
        }
        from = Place.from(here);
        to = Place.to(here);
        start = begin;
        end = to - 1;
        return true;
    }

    /** Copies the object ahead, its values by {@code members}; answers false for broken text. */
    public boolean object(Members members) {
        take('{');
        if (take('}')) {
            return true;
        }
        while (string()) {
            Field field = Field.of(spelling.target, start, end);
            if (!take(':') || peek() < 0 || !members.member(field)) {
                return false;
            }
            if (!take(',')) {
                return take('}');
            }
        }
        return false;
    }

    /** Copies any value. */
    public boolean value() {
        if (peek() < 0) {
            return false;
        }
        int begin = to;
        long here = values.value(spelling.source, spelling.target, from, to, spelling.safe);
        if (here < 0) {
            return false;
        }
        from = Place.from(here);
        to = Place.to(here);
        start = begin;
        end = to;
        return true;
    }
}
