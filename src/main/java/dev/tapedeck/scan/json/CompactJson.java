package dev.tapedeck.scan.json;

/**
 * Tells quickly whether a text is JSON as {@code JSON.stringify} writes it, without white space between tokens. It looks at sixty-four bytes
 * at a time, as masks: between neighbours, JSON is a matter of which class may follow which, and that is a few operations for all of
 * them. Only brackets, escapes and what is neither a string nor a whole number are visited one by one.
 *
 * <p>What it accepts is valid. What it does not may be valid nevertheless: {@link PlainJson} is to be asked.
 */
public final class CompactJson {

    /** How many bytes behind a text must be readable. */
    public static final int SLACK = CharacterClasses.WIDTH;

    private final CharacterClasses is = new CharacterClasses();
    private final StringContents contents = new StringContents();
    private final Containers containers = new Containers();
    private byte[] text = {};
    private int limit;
    private int scalarFrom;

    /** All bits where the block before ended inside a string. */
    private long inside;

    // What the last byte of the block before was: its bit 0 is set for yes.
    private long opener;
    private long open;
    private long keyOpener;
    private long scalar;
    private long leadingZero;
    /** Whether a key goes on beyond the block before, or has ended with it. */
    private long key;

    /** Whether {@code text[from..limit)} is an object or an array, surely; {@link #SLACK} bytes behind it must be readable. */
    public boolean accepts(byte[] text, int from, int limit) {
        this.text = text;
        this.limit = limit;
        scalarFrom = from;
        inside = 0;
        opener = 1;
        open = 0;
        keyOpener = 0;
        scalar = 0;
        leadingZero = 0;
        key = 0;
        contents.open(text, from, limit);
        containers.open(limit - 1);
        boolean good = from < limit && (text[from] == '{' || text[from] == '[');
        for (int at = from; good && at < limit; at += CharacterClasses.WIDTH) {
            good = block(at);
        }
        return good && containers.closed();
    }

    private boolean block(int at) {
        long valid = limit - at >= CharacterClasses.WIDTH ? -1 : (1L << limit - at) - 1;
        is.read(text, at, valid);
        long quote = is.quote;
        if (is.control != 0) {
            return false;
        }
        if ((is.high | is.backslash | contents.pending()) != 0) {
            if (!contents.accepts(at, is.high, is.backslash)) {
                return false;
            }
            quote &= ~contents.escaped();
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

    /**
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
        if (!containers.accepts(at, opens, opens | closes, is.brace)) {
            return false;
        }

        // A value begins where one must: at the start, after a bracket that opens and is not closed at once, a comma or
        // a colon.
        long openers = opens | commas | colons;
        long empty = closes & (opens << 1 | open);
        long wrong = (begin | opens | starts) ^ (openers << 1 | opener) & (string | rest) & ~empty;

        // In an object, what follows the brace and each comma is a key, and a colon follows the keys and nothing else.
        long keyOpeners = opens & is.brace | commas & containers.objects();
        long due = (keyOpeners << 1 | keyOpener) & (string | rest);
        long keys = due & begin;
        // Adding to the first bit of a string carries over to the one behind its last.
        long beyond = string + keys + key;
        wrong |= due & ~(begin | empty) | beyond & rest ^ colons;

        key = (string & keys | (string | keys) & ~beyond) >>> 63;
        opener = openers >>> 63;
        open = opens >>> 63;
        keyOpener = keyOpeners >>> 63;
        return wrong == 0 && scalars(at, scalars, starts);
    }

    /** Whole numbers without a leading zero are good as they are; the others are read. */
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
            others &= end - at < CharacterClasses.WIDTH ? -1L << end - at : 0;
        }
        leadingZero = zeros >>> 63;
        scalar = scalars >>> 63;
        scalarFrom = starts == 0 ? scalarFrom : last(at, starts);
        return true;
    }

    private static int last(int at, long bits) {
        return at + 63 - Long.numberOfLeadingZeros(bits);
    }

    /** The index after the number or literal at {@code from}, which a container goes on after; negative when there is none. */
    private int scalar(int from) {
        int end = from + JsonLiterals.length(Swar.load(text, from));
        boolean good = end > from;
        while (end < limit && text[end] != ',' && text[end] != '}' && text[end] != ']') {
            good = false;
            end++;
        }
        return end < limit && (good || Numbers.isNumber(text, from, end)) ? end : -1;
    }
}
