package dev.tapedeck.scan.unwrap;

import java.util.Arrays;

/**
 * A Huffman code of deflate (RFC 1951, section 3.2.2) as a table that the next bits of the stream index: as many as its longest code has,
 * up to a limit. Codes longer than that go on in a table of their own behind it. A small block has short codes, and a table that is made soon. An
 * entry holds what a symbol stands for and how many bits its code takes:
 * bits 0 to 4 the bits to drop, 8 to 11 the number of extra bits, 12 and 13 the kind, from 16 on the value.
 */
final class Huffman {

    static final int LONGEST = 15;

    /** The bits of an entry that tell its kind; none of them set for a literal. */
    static final int KIND = 3 << 12;

    /** A length or a distance: the value is its least. */
    static final int RANGE = 1 << 12;

    /** The end of the block; of the data as well, as damaged, where the value is not zero. */
    static final int STOP = 2 << 12;

    /** More bits to look up: the value is where. */
    static final int LONGER = 3 << 12;

    /** The sign of an entry: set for a literal. */
    private static final int LITERAL = 1 << 31;

    private static final int VALUE_SHIFT = 16;

    /** Times the length of a code: both its places in an entry. */
    private static final int EITHER_LENGTH = 1 << 8 | 1;

    private final int bits;
    private final int[] symbols;
    private final int[] table;
    private final int[] counts = new int[LONGEST + 1];
    private final int[] next = new int[LONGEST + 1];

    /** How many bits the table is indexed by. */
    private int used;

    /**
     * @param bits how many bits the table is indexed by at most; by no fewer if codes are longer
     * @param symbols the entries of the symbols, without the length of their codes
     */
    Huffman(int bits, int[] symbols) {
        this.bits = bits;
        this.symbols = symbols;
        table = new int[(1 << bits) + symbols.length * (1 << LONGEST - bits)];
    }

    /** The table; valid until the next {@link #build}. */
    int[] table() {
        return table;
    }

    /** The bits that index the table. */
    int mask() {
        return (1 << used) - 1;
    }

    /** Builds the code from its lengths; answers false when it is not complete. */
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

    static int literal(int value) {
        return LITERAL | value << VALUE_SHIFT;
    }

    static int range(int least, int extraBits) {
        return least << VALUE_SHIFT | extraBits | RANGE;
    }

    /** Of a code that stands for nothing: a {@link #STOP} whose value is not zero. */
    static int nothing() {
        return 1 << VALUE_SHIFT | STOP;
    }

    static int value(int entry) {
        return (entry & ~LITERAL) >>> VALUE_SHIFT;
    }
}
