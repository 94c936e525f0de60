package dev.tapedeck.scan.json;

/** The three names that are values: {@code true}, {@code false} and {@code null}. */
final class JsonLiterals {

    private static final long TRUE = Swar.head(new byte[] {'t', 'r', 'u', 'e'});
    private static final long NULL = Swar.head(new byte[] {'n', 'u', 'l', 'l'});
    private static final long FALSE = Swar.head(new byte[] {'f', 'a', 'l', 's', 'e'});

    private JsonLiterals() {}

    /** The length of the one that a word begins with, whatever follows; 0 when it begins with none. */
    static int length(long word) {
        long four = Swar.first(word, 4);
        return four == TRUE || four == NULL ? 4 : Swar.first(word, 5) == FALSE ? 5 : 0;
    }

    /** Whether {@code text[from..end)} is one of them; eight bytes from {@code from} on must be readable. */
    static boolean is(byte[] text, int from, int end) {
        return end > from && length(Swar.load(text, from)) == end - from;
    }
}
