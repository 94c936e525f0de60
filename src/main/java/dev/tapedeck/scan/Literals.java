package dev.tapedeck.scan;

/** The three names that are values: {@code true}, {@code false} and {@code null}. */
final class Literals {

    static final long TRUE = Swar.head(new byte[] {'t', 'r', 'u', 'e'});
    static final long NULL = Swar.head(new byte[] {'n', 'u', 'l', 'l'});
    static final long FALSE = Swar.head(new byte[] {'f', 'a', 'l', 's', 'e'});

    private Literals() {}

    /** Whether {@code text[from..end)} is one of them; eight bytes from {@code from} on must be readable. */
    static boolean is(byte[] text, int from, int end) {
        int length = end - from;
        if (length != 4 && length != 5) {
            return false;
        }
        long word = Swar.first(Swar.load(text, from), length);
        return word == TRUE || word == NULL || word == FALSE;
    }
}
