package dev.tapedeck.scan;

import java.util.Arrays;

/**
 * Inflates raw deflate data (RFC 1951) of known length from array to array, eight bytes of either at a time, which
 * {@link java.util.zip.Inflater} does not. It gives up where anything is unusual; what it accepts is to be checked by a
 * checksum. One thread at a time.
 */
final class Inflation {

    /** How many bytes beyond the input it may read, and beyond the output it may write. */
    static final int SLACK = 40;

    private static final int LITERAL_BITS = 10;
    private static final int DISTANCE_BITS = 8;
    private static final int LENGTH_BITS = 7;
    private static final int LITERAL_MASK = (1 << LITERAL_BITS) - 1;
    private static final int DISTANCE_MASK = (1 << DISTANCE_BITS) - 1;
    private static final int LONG_LITERAL_MASK = (1 << Huffman.LONGEST - LITERAL_BITS) - 1;
    private static final int LONG_DISTANCE_MASK = (1 << Huffman.LONGEST - DISTANCE_BITS) - 1;

    private static final int LITERALS = 288;
    private static final int DISTANCES = 32;
    private static final int END = 256;
    private static final byte[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final Huffman fixedLiterals = new Huffman(LITERAL_BITS, literals());
    private final Huffman fixedDistances = new Huffman(DISTANCE_BITS, distances());
    private final Huffman literals = new Huffman(LITERAL_BITS, literals());
    private final Huffman distances = new Huffman(DISTANCE_BITS, distances());
    private final Huffman lengths = new Huffman(LENGTH_BITS, codeLengths());
    private final byte[] codes = new byte[LITERALS + DISTANCES];

    private byte[] in = {};
    private int p;
    private int last;
    private long buffer;
    private int count;

    Inflation() {
        Arrays.fill(codes, 0, 144, (byte) 8);
        Arrays.fill(codes, 144, 256, (byte) 9);
        Arrays.fill(codes, 256, 280, (byte) 7);
        Arrays.fill(codes, 280, LITERALS, (byte) 8);
        fixedLiterals.build(codes, 0, LITERALS);
        Arrays.fill(codes, 0, DISTANCES, (byte) 5);
        fixedDistances.build(codes, 0, DISTANCES);
    }

    /**
     * Inflates {@code from[start..end)}, which has {@link #SLACK} readable bytes behind it, to {@code to[at..until)}, which has as
     * many writable ones behind it.
     *
     * @return whether the data was well-formed, ended at {@code end}, and filled the output exactly
     */
    boolean inflate(byte[] from, int start, int end, byte[] to, int at, int until) {
        in = from;
        p = start;
        last = end + Long.BYTES;
        buffer = 0;
        count = 0;
        int d = at;
        boolean more = true;
        while (more && d >= 0) {
            if (!refill()) {
                return false;
            }
            int head = bits(3);
            more = (head & 1) == 0;
            d = switch (head >>> 1) {
                case 0 -> stored(to, d, until, end);
                case 1 -> block(fixedLiterals.table(), fixedDistances.table(), to, at, d, until);
                case 2 -> codes() ? block(literals.table(), distances.table(), to, at, d, until) : -1;
                default -> -1;
            };
        }
        return d == until && p - (count >>> 3) == end;
    }

    /** Makes 56 bits or more available; answers false when the input is long over. */
    private boolean refill() {
        if (p > last) {
            return false;
        }
        buffer |= Swar.load(in, p) << count;
        p += 63 - count >>> 3;
        count |= 56;
        return true;
    }

    private int bits(int n) {
        int value = (int) buffer & (1 << n) - 1;
        buffer >>>= n;
        count -= n;
        return value;
    }

    private int stored(byte[] to, int d, int until, int end) {
        int from = p - (count >>> 3);
        buffer = 0;
        count = 0;
        if (from + 4 > end) {
            return -1;
        }
        int length = in[from] & 0xFF | (in[from + 1] & 0xFF) << 8;
        int check = in[from + 2] & 0xFF | (in[from + 3] & 0xFF) << 8;
        from += 4;
        if ((length ^ check) != 0xFFFF || length > end - from || length > until - d) {
            return -1;
        }
        System.arraycopy(in, from, to, d, length);
        p = from + length;
        return d + length;
    }

    /** Reads the codes of a block that brings its own. */
    private boolean codes() {
        int literalCount = bits(5) + 257;
        int distanceCount = bits(5) + 1;
        int lengthCount = bits(4) + 4;
        Arrays.fill(codes, 0, ORDER.length, (byte) 0);
        for (int i = 0; i < lengthCount; i++) {
            if (count < 3 && !refill()) {
                return false;
            }
            codes[ORDER[i]] = (byte) bits(3);
        }
        if (literalCount > 286 || distanceCount > 30 || !lengths.build(codes, 0, ORDER.length)) {
            return false;
        }
        int[] table = lengths.table();
        int wanted = literalCount + distanceCount;
        int i = 0;
        while (i < wanted) {
            if (!refill()) {
                return false;
            }
            int entry = table[(int) buffer & (1 << LENGTH_BITS) - 1];
            bits(entry & 31);
            int symbol = Huffman.value(entry);
            if (symbol < 16) {
                codes[i++] = (byte) symbol;
                continue;
            }
            int repeat = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            if (symbol == 16 && i == 0 || repeat > wanted - i) {
                return false;
            }
            Arrays.fill(codes, i, i + repeat, symbol == 16 ? codes[i - 1] : 0);
            i += repeat;
        }
        return codes[END] != 0
                && literals.build(codes, 0, literalCount)
                && distances.build(codes, literalCount, distanceCount);
    }

    /** Writes what a block stands for; answers where that ends, or a negative number. */
    private int block(int[] literals, int[] distances, byte[] to, int at, int d, int until) {
        byte[] from = in;
        long buffer = this.buffer;
        int count = this.count;
        int p = this.p;
        int last = this.last;
        while (p <= last && d <= until) {
            buffer |= Swar.load(from, p) << count;
            p += 63 - count >>> 3;
            count |= 56;
            // One literal or none, without a branch that would be foretold badly.
            int entry = literals[(int) buffer & LITERAL_MASK];
            int literal = entry >> 31;
            to[d] = (byte) (entry >>> 16);
            d -= literal;
            buffer >>>= entry & literal;
            count -= entry & literal & 31;
            entry = literals[(int) buffer & LITERAL_MASK];
            if (entry < 0) {
                buffer >>>= entry;
                count -= entry & 31;
                to[d++] = (byte) (entry >>> 16);
                continue;
            }
            if ((entry & Huffman.KIND) == Huffman.LONGER) {
                buffer >>>= LITERAL_BITS;
                count -= LITERAL_BITS;
                buffer |= Swar.load(from, p) << count;
                p += 63 - count >>> 3;
                count |= 56;
                entry = literals[(entry >>> 16) + ((int) buffer & LONG_LITERAL_MASK)];
                if (entry < 0) {
                    buffer >>>= entry;
                    count -= entry & 31;
                    to[d++] = (byte) (entry >>> 16);
                    continue;
                }
            }
            long before = buffer;
            buffer >>>= entry;
            count -= entry & 31;
            if ((entry & Huffman.KIND) == Huffman.STOP) {
                this.buffer = buffer & (1L << count) - 1;
                this.count = count;
                this.p = p;
                return d;
            }
            int length = (entry >>> 16) + ((int) (before & ~(-1L << entry)) >>> (entry >>> 8 & 15));
            entry = distances[(int) buffer & DISTANCE_MASK];
            if ((entry & Huffman.KIND) == Huffman.LONGER) {
                buffer >>>= DISTANCE_BITS;
                count -= DISTANCE_BITS;
                entry = distances[(entry >>> 16) + ((int) buffer & LONG_DISTANCE_MASK)];
            }
            int distance = (entry >>> 16) + ((int) (buffer & ~(-1L << entry)) >>> (entry >>> 8 & 15));
            buffer >>>= entry;
            count -= entry & 31;
            if (distance == 0 || distance > d - at || length > until - d) {
                return -1;
            }
            repeat(to, d, distance, length);
            d += length;
        }
        return -1;
    }

    /** Copies bytes from {@code distance} before; writes up to 31 bytes too many. */
    private static void repeat(byte[] to, int d, int distance, int length) {
        int source = d - distance;
        if (distance < Long.BYTES) {
            for (int i = d; i < d + length; i++) {
                to[i] = to[i - distance];
            }
            return;
        }
        // Most are short: for them, no loop whose end would be foretold badly.
        Swar.store(to, d, Swar.load(to, source));
        Swar.store(to, d + 8, Swar.load(to, source + 8));
        Swar.store(to, d + 16, Swar.load(to, source + 16));
        Swar.store(to, d + 24, Swar.load(to, source + 24));
        for (int i = 32; i < length; i += Long.BYTES) {
            Swar.store(to, d + i, Swar.load(to, source + i));
        }
    }

    private static int[] literals() {
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
        // 286 and 287 stand for nothing; a length of 0x7FFF never fits.
        symbols[286] = Huffman.range(0x7FFF, 0);
        symbols[287] = Huffman.range(0x7FFF, 0);
        return symbols;
    }

    private static int[] distances() {
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

    private static int[] codeLengths() {
        int[] symbols = new int[ORDER.length];
        for (int value = 0; value < symbols.length; value++) {
            symbols[value] = Huffman.literal(value);
        }
        return symbols;
    }
}
