package dev.tapedeck.scan.json;

/**
 * What sixty-four bytes of JSON are, one bit each: bit i of a mask is set where byte i is of its class. The bytes are turned into
 * eight planes first, plane k holding bit k of every byte, so that a class is a handful of operations for all of them.
 */
final class CharacterClasses {

    /** How many bytes are looked at together. */
    static final int WIDTH = Long.SIZE;

    private static final long PAIR = 0x0303_0303_0303_0303L;
    private static final long EVEN = 0x5555_5555_5555_5555L;

    /** Quotes, whatever stands before them. */
    long quote;

    long comma;
    long colon;
    /** Brackets and braces that open. */
    long open;
    /** Brackets and braces that close. */
    long close;
    /** Where the byte is a brace, if it is a bracket or a brace. */
    long brace;

    long digit;
    long zero;
    long backslash;
    /** Bytes below the space. */
    long control;
    /** Bytes that are not ASCII. */
    long high;

    /**
     * Looks at {@code text[at..at+64)}, all of which must be readable.
     *
     * @param valid the bits of the bytes that count
     */
    void read(byte[] text, int at, long valid) {
        long first = pairs(text, at, PAIR);
        long second = pairs(text, at + 32, PAIR);
        long b0 = plane(first, second, EVEN);
        long b1 = plane(first, second, ~EVEN);
        first = pairs(text, at, PAIR << 2);
        second = pairs(text, at + 32, PAIR << 2);
        long b2 = plane(first, second, EVEN);
        long b3 = plane(first, second, ~EVEN);
        first = pairs(text, at, PAIR << 4);
        second = pairs(text, at + 32, PAIR << 4);
        long b4 = plane(first, second, EVEN);
        long b5 = plane(first, second, ~EVEN);
        first = pairs(text, at, PAIR << 6);
        second = pairs(text, at + 32, PAIR << 6);
        long b6 = plane(first, second, EVEN);
        high = plane(first, second, ~EVEN) & valid;

        long letters = b6 & ~high & valid;
        long marks = b5 & ~(b6 | high) & valid;
        control = ~(b5 | b6 | high) & valid;
        quote = marks & ~(b4 | b3 | b2 | b0) & b1; // 010_0010
        comma = marks & ~(b4 | b1 | b0) & b3 & b2; // 010_1100
        colon = marks & b4 & b3 & b1 & ~(b2 | b0); // 011_1010
        digit = marks & b4 & ~(b3 & (b2 | b1)); // 011_0000 to 011_1001
        zero = digit & ~(b3 | b2 | b1 | b0);
        long brackets = letters & b4 & b3; // 1x1_1000 to 1x1_1111
        open = brackets & ~b2 & b1 & b0; // 1x1_1011
        close = brackets & b2 & ~b1 & b0; // 1x1_1101
        brace = b5;
        backslash = brackets & ~(b5 | b1 | b0) & b2; // 101_1100
    }

    /** Two neighbouring bits of each of 32 bytes. */
    private static long pairs(byte[] text, int at, long mask) {
        return Long.compress(Swar.load(text, at), mask)
                | Long.compress(Swar.load(text, at + 8), mask) << 16
                | Long.compress(Swar.load(text, at + 16), mask) << 32
                | Long.compress(Swar.load(text, at + 24), mask) << 48;
    }

    private static long plane(long first, long second, long mask) {
        return Long.compress(first, mask) | Long.compress(second, mask) << 32;
    }
}
