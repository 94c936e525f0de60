package dev.tapedeck.scan.json;

/**
 * The characters of a JSON text that is the content of a JSON string, in whatever way the outer string spells them: plainly, by a letter, or
 * by number. Its readers share it: the arrays, and what was read last.
 */
final class Spelling {

    /** What stands for the raw quote that ends the outer string. */
    static final int END = -2;

    byte[] source = {};
    byte[] target = {};

    /** The last position in the source that may be read at. */
    int safe;

    /** The code unit read last; negative when there was none. */
    int unit;

    /** How many bytes it is spelled with. */
    int width;

    /** Whether reading ended for lack of bytes to look ahead at, not for the text. */
    boolean starved;

    /** Copies white space, line breaks as spaces; leaves the next code unit in {@link #unit}, its spelling's length in {@link #width}. */
    long gap(int p, int d) {
        while (p <= safe) {
            int c = source[p] == '\\' ? unit(p) : plain(p);
            switch (c) {
                case ' ', '\n', '\r' -> target[d++] = ' ';
                case '\t' -> target[d++] = '\t';
                default -> {
                    unit = c;
                    return Place.of(p, d);
                }
            }
            p += width;
        }
        return starve();
    }

    /** The unescaped character at {@code p}; {@link #END} for the quote that ends it all. */
    int plain(int p) {
        width = 1;
        int c = source[p];
        return c < ' ' ? Place.BROKEN : c == '"' ? END : c;
    }

    /** The code unit that the outer escape at {@code p} stands for, with its length in {@link #width}; negative if it is none. */
    int unit(int p) {
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

    /** Gives up; answers a negative number. */
    long starve() {
        starved = true;
        return Place.BROKEN;
    }
}
