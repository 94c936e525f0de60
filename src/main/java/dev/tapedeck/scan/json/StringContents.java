package dev.tapedeck.scan.json;

/** Checks what needs more than a look in strings: escapes and UTF-8. Goes through a text in blocks of sixty-four bytes. */
final class StringContents {

    private byte[] text = {};
    private int limit;
    private int plainFrom;
    private int asciiFrom;
    private long escaped;
    private long pending;

    /** Begins with {@code text[from..limit)}. */
    void open(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        plainFrom = from;
        asciiFrom = from;
        pending = 0;
    }

    /** Not zero when the first byte of the next block is escaped. */
    long pending() {
        return pending;
    }

    /** Which bytes of the block stand behind a backslash that escapes them. */
    long escaped() {
        return escaped;
    }

    /**
     * @param at where the block begins
     * @param high its bytes that are not ASCII
     * @param backslash its backslashes
     * @return whether all characters and escapes that begin in it are well-formed
     */
    boolean accepts(int at, long high, long backslash) {
        return characters(at, high) && escapes(at, backslash);
    }

    private boolean characters(int at, long high) {
        for (long rest = high; rest != 0; rest &= rest - 1) {
            int i = at + Long.numberOfTrailingZeros(rest);
            if (i < asciiFrom) {
                continue;
            }
            int length = Utf8.sequence(text, i, limit);
            if (length < 0) {
                return false;
            }
            asciiFrom = i + length;
        }
        return true;
    }

    private boolean escapes(int at, long backslash) {
        escaped = pending;
        pending = 0;
        for (long rest = backslash; rest != 0; rest &= rest - 1) {
            int bit = Long.numberOfTrailingZeros(rest);
            int i = at + bit;
            if (i < plainFrom) {
                continue;
            }
            if (Escapes.end(text, i, limit) < 0) {
                return false;
            }
            plainFrom = i + 2;
            escaped |= 2L << bit;
            pending = bit == 63 ? 1 : 0;
        }
        return true;
    }
}
