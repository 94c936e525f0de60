package dev.tapedeck.scan.json;

/**
 * A cursor over a JSON text that is the content of a JSON string and still escaped as such: the inner document of a message. The
 * cursor reads the structure of the inner document from the escaped bytes. On its way it writes the unescaped bytes to the target,
 * so the text is walked once. {@link PlainJson} has the same grammar.
 *
 * <p>Two levels of escapes meet here. A quote of the inner text is written {@code \"}. An inner escape such as {@code \n} begins with
 * {@code \\}. Nearly all escapes are one of these two, and they have code of their own. The outer string may also spell any character
 * by a letter or by its number, be it a brace or a backslash; {@link EscapedCopier#unit(int)} reads every spelling. A raw quote
 * ends the outer string, and so the document.
 *
 * <p>Strings are copied eight bytes at a time. The bytes copied beyond the end of a string are overwritten by what follows it. A text
 * never gets longer by unescaping, so a target needs room for the length of the source and {@link #SLACK} bytes more.
 *
 * <p>The cursor looks ahead without asking at every byte whether the source ends. It therefore stops {@link #SLACK} bytes before the
 * end of the source and says that it is {@link #starved}. If that many zeros follow the text, the text is read to its end: no token
 * contains a zero.
 *
 * <p>Line breaks between tokens become spaces. A lone surrogate, which UTF-8 cannot hold, is written as a six-byte escape.
 */
public final class EscapedJson {

    /** What to do with the members of one kind of object. */
    public interface Members {

        /** Copies the value ahead, which belongs to this name; returns false if the text is broken. */
        boolean member(Field field);
    }

    /** How many bytes beyond its position the cursor may read or write. */
    public static final int SLACK = 32;

    /** What {@link #peek} returns at the end of the outer string. */
    public static final int END = EscapedCopier.END;

    private final EscapedCopier copier = new EscapedCopier();
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
        copier.source = source;
        copier.target = target;
        copier.safe = safe;
        copier.starved = false;
        this.from = from;
        this.to = to;
    }

    /** Goes on in another target, at another place. */
    public void redirect(byte[] target, int to) {
        copier.target = target;
        this.to = to;
    }

    /** Lets go of the source. */
    public void forgetSource() {
        copier.source = new byte[0];
    }

    /** How many bytes of the source lie ahead, at most. */
    public int ahead() {
        return copier.source.length - from;
    }

    /** Whether the cursor stopped because it could not look ahead far enough, and not because of the text. */
    public boolean starved() {
        return copier.starved;
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
        return copier.target;
    }

    /** Whether the value just copied, which is a string, has this ASCII text. */
    public boolean isText(byte[] wanted) {
        return JsonText.equals(copier.target, start + 1, end - 1, wanted);
    }

    /** The text of the value just copied, which is a string. */
    public String decoded() {
        return JsonText.decode(copier.target, start + 1, end - 1);
    }

    /** Where the last string (inside its quotes) or value begins in the target. */
    public int start() {
        return start;
    }

    /** Where the last string (inside its quotes) or value ends in the target, exclusive. */
    public int end() {
        return end;
    }

    /** Copies white space. Returns the next code unit, {@link #END}, or another negative number if the text is broken. */
    public int peek() {
        return go(copier.gap(from, to)) ? copier.unit : EscapedCopier.BROKEN;
    }

    private boolean go(long place) {
        if (place < 0) {
            return false;
        }
        from = EscapedCopier.from(place);
        to = EscapedCopier.to(place);
        return true;
    }

    /** Copies the ASCII character just peeked. */
    public void take() {
        copier.target[to++] = (byte) copier.unit;
        from += copier.width;
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
        if (!go(copier.string(copier.source, copier.target, from, to, copier.safe))) {
            return false;
        }
        start = begin;
        end = to - 1;
        return true;
    }

    /** Copies the object ahead, its values by {@code members}. Returns false if the text is broken. */
    public boolean object(Members members) {
        take('{');
        if (take('}')) {
            return true;
        }
        while (string()) {
            Field field = Field.of(copier.target, start, end);
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
        if (!go(copier.value(copier.source, copier.target, from, to, copier.safe))) {
            return false;
        }
        start = begin;
        end = to;
        return true;
    }
}
