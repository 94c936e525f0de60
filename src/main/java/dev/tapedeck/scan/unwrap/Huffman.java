package dev.tapedeck.scan.unwrap;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One of the Huffman codes of deflate (RFC 1951, section 3.2.2) as a table. The next bits of the stream are the index: as many bits as the
 * longest code has, up to a limit. Longer codes go on in a table of their own behind it. A small block has short codes, so its
 * table is small and soon built.
 *
 * <p>An entry holds what a symbol stands for, and how many bits its code takes: bits 0 to 4 the bits to drop, 8 to 11 the
 * number of extra bits, 12 and 13 the kind, from 16 on the value.
 */
final class Huffman {

    /** How many bits the table of literals and lengths is indexed by at most. */
    static final int LITERAL_BITS = 10;

    /** How many bits the table of distances is indexed by at most. */
    static final int DISTANCE_BITS = 8;

    /** How many literals and lengths there are, two included that must not occur. */
    static final int LITERALS = 288;

    /** How many distances there are, two included that must not occur. */
    static final int DISTANCES = 32;

    /** How many symbols the lengths of the codes are written in. */
    static final int CODE_LENGTHS = 19;

    /** The symbol that ends a block. */
    static final int END = 256;

    private static final int CODE_LENGTH_BITS = 7;

    /** The bits of the longest code. */
    static final int LONGEST = 15;

    /** The bits of an entry that hold its kind; none of them is set for a literal. */
    static final int KIND = 3 << 12;

    /** A length or a distance: the value is the least one. */
    private static final int RANGE = 1 << 12;

    /** The end of the block. If the value is not zero, the data is damaged. */
    static final int STOP = 2 << 12;

    /** The code is longer: the value is where its own table begins. */
    static final int LONGER = 3 << 12;

    /** The sign of an entry: set for a literal. */
    private static final int LITERAL = 1 << 31;

    private static final int VALUE_SHIFT = 16;

    /** Multiplied by the length of a code: the length in both its places in an entry. */
    private static final int EITHER_LENGTH = 1 << 8 | 1;

    private final int bits;
    private final int[] symbols;
    private final int[] table;
    private final int[] counts = new int[LONGEST + 1];
    private final int[] next = new int[LONGEST + 1];

    /** How many bits the table is indexed by. */
    private int used;

    /**
     * @param bits how many bits the table is indexed by at most
     * @param symbols the entries of the symbols, without the length of their codes
     */
    private Huffman(int bits, int[] symbols) {
        this.bits = bits;
        this.symbols = symbols;
        table = new int[(1 << bits) + symbols.length * (1 << LONGEST - bits)];
    }

    /** A code of literals and lengths. */
    static Huffman literals() {
        int[] symbols = new int[LITERALS];
        for (int value = 0; value < END; value++) {
            symbols[value] = literal(value);
        }
        symbols[END] = STOP;
        int least = 3;
        for (int i = 0; i < 28; i++) {
            int extra = i < 8 ? 0 : i / 4 - 1;
            symbols[END + 1 + i] = range(least, extra);
            least += 1 << extra;
        }
        symbols[285] = range(258, 0);
        // The fixed code has these two, but they must not occur: a stop whose value is not zero.
        symbols[286] = 1 << VALUE_SHIFT | STOP;
        symbols[287] = 1 << VALUE_SHIFT | STOP;
        return new Huffman(LITERAL_BITS, symbols);
    }

    /** A code of distances. */
    static Huffman distances() {
        int[] symbols = new int[DISTANCES];
        int least = 1;
        for (int i = 0; i < 30; i++) {
            int extra = i < 4 ? 0 : i / 2 - 1;
            symbols[i] = range(least, extra);
            least += 1 << extra;
        }
        symbols[30] = range(0, 0);
        symbols[31] = range(0, 0);
        return new Huffman(DISTANCE_BITS, symbols);
    }

    /** The code in which a block writes the lengths of its codes. */
    static Huffman codeLengths() {
        return new Huffman(
                CODE_LENGTH_BITS,
                IntStream.range(0, CODE_LENGTHS).map(Huffman::literal).toArray());
    }

    /** The table; valid until the next {@link #build}. */
    int[] table() {
        return table;
    }

    /** The bits that index the table. */
    int mask() {
        return (1 << used) - 1;
    }

    /** Builds the code from the lengths of its symbols' codes; returns false if the code is not complete. */
    boolean build(byte[] lengths, int from, int count) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            counts[lengths[from + i]]++;
        }
        counts[0] = 0;
        int code = 0;
        int longest = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code = code + counts[length - 1] << 1;
            next[length] = code;
            longest = counts[length] > 0 ? length : longest;
        }
        if (code + counts[LONGEST] != 1 << LONGEST) {
            return false;
        }
        used = Math.min(longest, bits);
        if (longest > bits) {
            Arrays.fill(table, 0, 1 << bits, 0);
        }
        int free = 1 << bits;
        for (int i = 0; i < count; i++) {
            int length = lengths[from + i];
            if (length > 0) {
                int reversed = Integer.reverse(next[length]++) >>> Integer.SIZE - length;
                free = enter(symbols[i], length, reversed, free);
            }
        }
        return true;
    }

    private int enter(int symbol, int length, int code, int free) {
        if (length <= used) {
            spread(0, 1 << used, code, length, symbol);
            return free;
        }
        int size = 1 << LONGEST - bits;
        int prefix = code & (1 << bits) - 1;
        int behind = free;
        if (table[prefix] == 0) {
            table[prefix] = free << VALUE_SHIFT | LONGER | bits;
            behind = free + size;
        }
        spread(table[prefix] >>> VALUE_SHIFT, size, code >>> bits, length - bits, symbol);
        return behind;
    }

    private void spread(int start, int size, int code, int length, int symbol) {
        for (int i = code; i < size; i += 1 << length) {
            table[start + i] = symbol + length * EITHER_LENGTH;
        }
    }

    private static int literal(int value) {
        return LITERAL | value << VALUE_SHIFT;
    }

    private static int range(int least, int extraBits) {
        return least << VALUE_SHIFT | extraBits | RANGE;
    }

    /** The value of an entry. */
    static int value(int entry) {
        return (entry & ~LITERAL) >>> VALUE_SHIFT;
    }
}
