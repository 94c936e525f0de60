package dev.tapedeck.scan.unwrap;

import java.util.Arrays;

/** The two codes of a deflate block, literals with lengths and distances: the fixed ones, or those that the block brings. */
final class DeflateCodes {

    static final int LITERAL_BITS = 10;
    static final int DISTANCE_BITS = 8;

    private static final int LENGTH_BITS = 7;
    private static final int LITERALS = 288;
    private static final int DISTANCES = 32;
    private static final int END = 256;
    private static final byte[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final Huffman literals = new Huffman(LITERAL_BITS, literalSymbols());
    private final Huffman distances = new Huffman(DISTANCE_BITS, distanceSymbols());
    private final Huffman lengths = new Huffman(LENGTH_BITS, lengthSymbols());
    private final byte[] codes = new byte[LITERALS + DISTANCES];

    /** The codes of blocks that bring none (RFC 1951, section 3.2.6). */
    static DeflateCodes fixed() {
        DeflateCodes fixed = new DeflateCodes();
        Arrays.fill(fixed.codes, 0, 144, (byte) 8);
        Arrays.fill(fixed.codes, 144, 256, (byte) 9);
        Arrays.fill(fixed.codes, 256, 280, (byte) 7);
        Arrays.fill(fixed.codes, 280, LITERALS, (byte) 8);
        fixed.literals.build(fixed.codes, 0, LITERALS);
        Arrays.fill(fixed.codes, 0, DISTANCES, (byte) 5);
        fixed.distances.build(fixed.codes, 0, DISTANCES);
        return fixed;
    }

    Huffman literals() {
        return literals;
    }

    Huffman distances() {
        return distances;
    }

    /** Reads the codes of a block that brings its own; answers whether they are as they should be. */
    boolean read(BitSource bits) {
        int literalCount = bits.take(5) + 257;
        int distanceCount = bits.take(5) + 1;
        int lengthCount = bits.take(4) + 4;
        return literalCount <= 286
                && distanceCount <= 30
                && readLengths(bits, lengthCount)
                && readCodes(bits, literalCount + distanceCount)
                && codes[END] != 0
                && literals.build(codes, 0, literalCount)
                && distances.build(codes, literalCount, distanceCount);
    }

    /** Reads the code in which the lengths of the others' codes are written. */
    private boolean readLengths(BitSource bits, int count) {
        Arrays.fill(codes, 0, ORDER.length, (byte) 0);
        for (int i = 0; i < count; i++) {
            if (bits.count < 3 && !bits.refill()) {
                return false;
            }
            codes[ORDER[i]] = (byte) bits.take(3);
        }
        return lengths.build(codes, 0, ORDER.length);
    }

    private boolean readCodes(BitSource bits, int wanted) {
        Arrays.fill(codes, (byte) 0);
        int[] table = lengths.table();
        int i = 0;
        while (i < wanted) {
            if (!bits.refill()) {
                return false;
            }
            int entry = table[(int) bits.buffer & lengths.mask()];
            bits.take(entry & 31);
            int symbol = Huffman.value(entry);
            if (symbol < 16) {
                codes[i++] = (byte) symbol;
                continue;
            }
            int repeat = symbol == 16 ? 3 + bits.take(2) : symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7);
            if (symbol == 16 && i == 0 || repeat > wanted - i) {
                return false;
            }
            // The other two repeat a zero, which is there.
            for (int k = i; symbol == 16 && k < i + repeat; k++) {
                codes[k] = codes[i - 1];
            }
            i += repeat;
        }
        return true;
    }

    private static int[] literalSymbols() {
        int[] symbols = new int[LITERALS];
        for (int value = 0; value < END; value++) {
            symbols[value] = Huffman.literal(value);
        }
        symbols[END] = Huffman.STOP;
        int least = 3;
        for (int i = 0; i < 28; i++) {
            int extra = i < 8 ? 0 : i / 4 - 1;
            symbols[END + 1 + i] = Huffman.range(least, extra);
            least += 1 << extra;
        }
        symbols[285] = Huffman.range(258, 0);
        // The fixed code has these two, but they must not occur.
        symbols[286] = Huffman.nothing();
        symbols[287] = Huffman.nothing();
        return symbols;
    }

    private static int[] distanceSymbols() {
        int[] symbols = new int[DISTANCES];
        int least = 1;
        for (int i = 0; i < 30; i++) {
            int extra = i < 4 ? 0 : i / 2 - 1;
            symbols[i] = Huffman.range(least, extra);
            least += 1 << extra;
        }
        symbols[30] = Huffman.range(0, 0);
        symbols[31] = Huffman.range(0, 0);
        return symbols;
    }

    private static int[] lengthSymbols() {
        int[] symbols = new int[ORDER.length];
        for (int value = 0; value < symbols.length; value++) {
            symbols[value] = Huffman.literal(value);
        }
        return symbols;
    }
}
