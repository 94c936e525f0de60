package dev.tapedeck.scan.json;

import java.util.Arrays;

/**
 * Says quickly whether a text is JSON as {@code JSON.stringify} writes it, without white space between tokens. What it accepts is valid
 * JSON. What it refuses may still be valid: then {@link PlainJson} has to look.
 *
 * <p><b>Why own code.</b> The restored fields of an event must be JSON before they go into a recording. They are most of its bytes, all of them
 * are compact, and nothing is wanted of them but whether they are valid. {@link PlainJson} goes from token to token, and the processor
 * predicts the kind of the next token badly. This class has no branches for tokens.
 *
 * <p><b>How it works.</b> It looks at sixty-four bytes at a time. {@link CharacterClasses} turns them into masks of one bit a byte, one for
 * each class of characters: quotes, brackets that open, commas and so on. Strings are the bits between two quotes: a prefix parity. Outside of
 * strings the grammar is a matter of which class may follow which. For each rule a few operations on masks mark all bytes of the block
 * that break it. Bit 0 of a few fields carries what the last byte of a block was over to the next block. Only these are
 * looked at one by one: brackets, which must match; escapes and characters beyond ASCII; numbers that are not whole, and literals.
 *
 * <p><b>How it is bounded.</b> It reads {@link #SLACK} bytes beyond the text and writes nothing but its fields. It does not recurse: one bit for each open
 * container is all that grows with the depth. Each byte is looked at once, those of a number or an escape twice.
 *
 * <p><b>What it is compared with.</b> {@code CompactJsonTest} compares its result with {@link PlainJson}, which other tests compare with Jackson: for
 * random compact texts, for the same texts damaged and cut off, for every text of five characters of the grammar near the border
 * of two blocks, and for texts of great depth.
 */
public final class CompactJson {

    /** How many bytes at a time. */
    private static final int WIDTH = Long.SIZE;

    /** How many bytes behind a text must be readable. */
    public static final int SLACK = WIDTH;

    /** Instead of a mask of escaped bytes, which never stand side by side. */
    private static final long BROKEN = -1;

    private final CharacterClasses is = new CharacterClasses();
    private byte[] text = {};
    private int limit;

    /** All bits where the block before ended inside a string. */
    private long inside;

    // What the last byte of the block before was: bit 0 is set for yes.
    private long opener;
    private long opening;
    private long keyOpener;
    private long scalar;
    private long leadingZero;
    private long backslash;

    /** Whether a key goes on beyond the block before, or has ended with it. */
    private long key;

    /** Where the last number or literal begins. */
    private int scalarFrom;

    /** Behind the last escape. */
    private int plainFrom;

    /** Behind the last character that is not ASCII. */
    private int asciiFrom;

    /** The open containers, one bit each, 1 for an object, the innermost lowest; above them a 1 that marks the end. */
    private long kinds;

    /** Open containers that no longer fitted, 63 in each. */
    private long[] spilled = new long[4];

    private int spills;

    /** Where in the block the innermost open container is an object. */
    private long objects;

    /** Whether {@code text[from..limit)} is surely an object or an array; {@link #SLACK} bytes behind it must be readable. */
    public boolean accepts(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        inside = 0;
        opener = 1;
        opening = 0;
        keyOpener = 0;
        scalar = 0;
        leadingZero = 0;
        backslash = 0;
        key = 0;
        scalarFrom = from;
        plainFrom = from;
        asciiFrom = from;
        kinds = 1;
        spills = 0;
        boolean good = from < limit && (text[from] == '{' || text[from] == '[');
        for (int at = from; good && at < limit; at += WIDTH) {
            good = block(at);
        }
        return good && kinds == 1 && spills == 0;
    }

    private boolean block(int at) {
        long valid = limit - at >= WIDTH ? -1 : (1L << limit - at) - 1;
        is.read(text, at, valid);
        long quote = is.quote;
        if (is.control != 0) {
            return false;
        }
        if ((is.high | is.backslash | backslash) != 0) {
            if (!characters(at, is.high)) {
                return false;
            }
            long escaped = escaped(at, is.backslash);
            if (escaped == BROKEN) {
                return false;
            }
            quote &= ~escaped;
        }
        long opened = parity(quote) ^ inside; // from the opening quote on, up to the closing one
        inside = opened >> 63;
        long string = opened | quote;
        return tokens(at, quote & opened, string, valid & ~string);
    }

    /** The parity of the bits up to each bit, itself included. */
    private static long parity(long bits) {
        long parity = bits ^ bits << 1;
        parity ^= parity << 2;
        parity ^= parity << 4;
        parity ^= parity << 8;
        parity ^= parity << 16;
        return parity ^ parity << 32;
    }

    /** Whether all characters that begin in the block are well-formed. */
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

    /** Which bytes of the block stand behind a backslash that escapes them; {@link #BROKEN} if an escape is not one. */
    private long escaped(int at, long backslashes) {
        long escaped = backslash;
        backslash = 0;
        for (long rest = backslashes; rest != 0; rest &= rest - 1) {
            int bit = Long.numberOfTrailingZeros(rest);
            int i = at + bit;
            if (i < plainFrom) {
                continue;
            }
            if (Escapes.end(text, i, limit) < 0) {
                return BROKEN;
            }
            plainFrom = i + 2;
            escaped |= 2L << bit;
            backslash = bit == 63 ? 1 : 0;
        }
        return escaped;
    }

    /**
     * Whether each token stands where it may.
     *
     * @param begin where strings begin
     * @param string where strings are, quotes included
     * @param rest where they are not
     */
    private boolean tokens(int at, long begin, long string, long rest) {
        long opens = is.open & rest;
        long closes = is.close & rest;
        long commas = is.comma & rest;
        long colons = is.colon & rest;
        long scalars = rest & ~(opens | closes | commas | colons);
        long starts = scalars & ~(scalars << 1 | scalar);
        if (!brackets(at, opens, opens | closes, is.brace)) {
            return false;
        }

        // A value begins where one must: at the start, after a bracket that opens and is not closed at once, a comma or
        // a colon.
        long openers = opens | commas | colons;
        long empty = closes & (opens << 1 | opening);
        long wrong = (begin | opens | starts) ^ (openers << 1 | opener) & (string | rest) & ~empty;

        // In an object, what follows the brace and each comma is a key, and a colon follows the keys and nothing else.
        long keyOpeners = opens & is.brace | commas & objects;
        long due = (keyOpeners << 1 | keyOpener) & (string | rest);
        long keys = due & begin;
        // Adding to the first bit of a string carries over to the one behind its last.
        long beyond = string + keys + key;
        wrong |= due & ~(begin | empty) | beyond & rest ^ colons;

        key = (string & keys | (string | keys) & ~beyond) >>> 63;
        opener = openers >>> 63;
        opening = opens >>> 63;
        keyOpener = keyOpeners >>> 63;
        return wrong == 0 && scalars(at, scalars, starts);
    }

    /**
     * Whether brackets and braces match so far, and the outermost pair ends where the text does. Leaves {@link #objects}.
     *
     * @param at where the block begins
     * @param opens its brackets that open
     * @param brackets all its brackets
     * @param braces which of them are braces
     */
    private boolean brackets(int at, long opens, long brackets, long braces) {
        long kinds = this.kinds;
        long objects = -(kinds & 1);
        long wrong = 0;
        for (long rest = brackets; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            long brace = braces >>> i & 1;
            long around = kinds;
            if ((opens >>> i & 1) != 0) {
                kinds = (kinds < 0 ? spill(kinds) : kinds) << 1 | brace;
            } else {
                wrong |= (kinds ^ brace) & 1;
                kinds >>>= 1;
                if (kinds == 1) {
                    if (spills == 0 && at + i != limit - 1) {
                        return false;
                    }
                    kinds = spills == 0 ? 1 : spilled[--spills];
                }
            }
            objects ^= -((kinds ^ around) & 1) & -2L << i;
        }
        this.kinds = kinds;
        this.objects = objects;
        return wrong == 0;
    }

    private long spill(long kinds) {
        if (spills == spilled.length) {
            spilled = Arrays.copyOf(spilled, 2 * spills);
        }
        spilled[spills++] = kinds;
        return 1;
    }

    /** Whole numbers without a leading zero are good as they are. Other numbers and literals are read. */
    private boolean scalars(int at, long scalars, long starts) {
        long zeros = starts & is.zero;
        long others = scalars & (~is.digit | zeros << 1 | leadingZero);
        while (others != 0) {
            int i = Long.numberOfTrailingZeros(others);
            long before = starts & (2L << i) - 1;
            int end = scalar(before == 0 ? scalarFrom : last(at, before));
            if (end < 0) {
                return false;
            }
            others &= end - at < WIDTH ? -1L << end - at : 0;
        }
        leadingZero = zeros >>> 63;
        scalar = scalars >>> 63;
        scalarFrom = starts == 0 ? scalarFrom : last(at, starts);
        return true;
    }

    private static int last(int at, long bits) {
        return at + 63 - Long.numberOfLeadingZeros(bits);
    }

    /** The index after the number or literal at {@code from}, which is not the end of the text; negative if there is none. */
    private int scalar(int from) {
        int end = from + JsonLiterals.length(Swar.load(text, from));
        boolean good = end > from;
        while (end < limit && text[end] != ',' && text[end] != '}' && text[end] != ']') {
            good = false;
            end++;
        }
        return end < limit && (good || Numbers.isNumber(text, from, end)) ? end : -1;
    }

    /**
     * The classes of sixty-four bytes, one mask each: bit i of a mask is set if byte i is of the class. The bytes are turned into eight
     * planes first. Plane k holds bit k of every byte, so a class takes a handful of operations for all bytes.
     */
    private static final class CharacterClasses {

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
}
