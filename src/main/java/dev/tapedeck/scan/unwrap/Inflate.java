package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.json.Swar;
import java.util.Arrays;

/**
 * Decompresses raw deflate data (RFC 1951) of known length from array to array. One thread at a time.
 *
 * <p><b>Why own code.</b> The browser compresses the large fields of an event with gzip, and Tapedeck restores these fields before it
 * compresses a block (see {@link Unwrapper}). That is much of the work on the busiest path. {@link java.util.zip.Inflater} takes one and a half
 * times as long (see {@code docs/performance.md}), since it is made for streams that arrive in pieces. Here both ends are whole arrays. So
 * this class reads eight bytes of input at a time, keeps its state in local variables, decodes up to two symbols a turn, and
 * copies 32 bytes without a loop.
 *
 * <p><b>How it is bounded.</b> The caller gives the length of the output, which the trailer of gzip states. Nothing is written beyond that
 * length and {@link #SLACK} bytes, and nothing is read beyond the end of the input and as many bytes. All arrays are allocated
 * once: a Huffman table has room for the longest codes. Each turn of a loop takes input or writes output, so the time is bounded by
 * both lengths.
 *
 * <p><b>How far it is trusted.</b> It may give up on anything unusual, and then {@link Gunzip} asks {@link java.util.zip.Inflater}. What it
 * accepts filled the output exactly and used up the input exactly, and {@link Gunzip} compares the checksum. The worst effect of a
 * bug here is therefore a field that stays compressed.
 *
 * <p><b>What it is compared with.</b> {@code InflateTest} compares it with {@link java.util.zip.Inflater}: data of all levels and
 * strategies of zlib, data with flipped bits, data of wrong length, and the symbols that the format forbids. {@code UnwrapperTest} compares whole events
 * with what the player makes of them.
 */
final class Inflate {

    /** How many bytes beyond the input it may read, and beyond the output it may write. */
    static final int SLACK = 40;

    private static final int LONG_LITERAL_MASK = (1 << Huffman.LONGEST - Huffman.LITERAL_BITS) - 1;
    private static final int LONG_DISTANCE_MASK = (1 << Huffman.LONGEST - Huffman.DISTANCE_BITS) - 1;

    /** A copy of up to this many bytes is made without a loop. */
    private static final int SHORT_COPY = 32;

    /** In this order a block gives the lengths of the symbols that the lengths of its codes are written in. */
    private static final byte[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final Huffman fixedLiterals = Huffman.literals();
    private final Huffman fixedDistances = Huffman.distances();
    private final Huffman ownLiterals = Huffman.literals();
    private final Huffman ownDistances = Huffman.distances();
    private final Huffman codeLengths = Huffman.codeLengths();
    private final byte[] lengths = new byte[Huffman.LITERALS + Huffman.DISTANCES];

    private byte[] bytes = {};

    /** Where the next eight bytes are loaded from. */
    private int next;

    /** Beyond this, all bytes that count have been taken. */
    private int last;

    /** The bits ahead, the next one lowest. Those above {@link #count} of them are the same bits that will be loaded again. */
    private long buffer;

    /** How many bits of {@link #buffer} count. */
    private int count;

    /** Prepares the codes of blocks that bring none (RFC 1951, section 3.2.6). */
    Inflate() {
        Arrays.fill(lengths, 0, 144, (byte) 8);
        Arrays.fill(lengths, 144, 256, (byte) 9);
        Arrays.fill(lengths, 256, 280, (byte) 7);
        Arrays.fill(lengths, 280, Huffman.LITERALS, (byte) 8);
        fixedLiterals.build(lengths, 0, Huffman.LITERALS);
        Arrays.fill(lengths, 0, Huffman.DISTANCES, (byte) 5);
        fixedDistances.build(lengths, 0, Huffman.DISTANCES);
    }

    /**
     * Decompresses {@code from[start..end)}, which has {@link #SLACK} readable bytes behind it, to {@code to[at..until)}, which has as
     * many writable ones behind it.
     *
     * @return whether the data was well-formed, ended at {@code end}, and filled the output exactly
     */
    boolean inflate(byte[] from, int start, int end, byte[] to, int at, int until) {
        bytes = from;
        last = end + Long.BYTES;
        continueAt(start);
        int d = at;
        boolean more = true;
        while (more && d >= 0) {
            if (!refill()) {
                return false;
            }
            int head = take(3);
            more = (head & 1) == 0;
            d = switch (head >>> 1) {
                case 0 -> stored(to, d, until, end);
                case 1 -> block(fixedLiterals, fixedDistances, to, at, d, until);
                case 2 -> readCodes() ? block(ownLiterals, ownDistances, to, at, d, until) : -1;
                default -> -1;
            };
        }
        return d == until && position() == end;
    }

    /** Goes on at a byte. */
    private void continueAt(int index) {
        next = index;
        buffer = 0;
        count = 0;
    }

    /** The index of the first byte of which no bit has been taken. */
    private int position() {
        return next - (count >>> 3);
    }

    /** Makes 56 bits or more available; returns false if the input ended long before. */
    private boolean refill() {
        if (next > last) {
            return false;
        }
        buffer |= Swar.load(bytes, next) << count;
        next += 63 - count >>> 3;
        count |= 56;
        return true;
    }

    /** Takes {@code n} bits, which must be available. */
    private int take(int n) {
        int value = (int) buffer & (1 << n) - 1;
        buffer >>>= n;
        count -= n;
        return value;
    }

    private int stored(byte[] to, int d, int until, int end) {
        int from = position();
        if (from + 4 > end) {
            return -1;
        }
        int length = bytes[from] & 0xFF | (bytes[from + 1] & 0xFF) << 8;
        int check = bytes[from + 2] & 0xFF | (bytes[from + 3] & 0xFF) << 8;
        from += 4;
        if ((length ^ check) != 0xFFFF || length > end - from || length > until - d) {
            return -1;
        }
        System.arraycopy(bytes, from, to, d, length);
        continueAt(from + length);
        return d + length;
    }

    /** Reads the codes of a block that brings its own; returns whether they are complete. */
    private boolean readCodes() {
        int literals = take(5) + 257;
        int distances = take(5) + 1;
        int symbols = take(4) + 4;
        return literals <= 286
                && distances <= 30
                && readCodeLengths(symbols)
                && readLengths(literals + distances)
                && lengths[Huffman.END] != 0
                && ownLiterals.build(lengths, 0, literals)
                && ownDistances.build(lengths, literals, distances);
    }

    private boolean readCodeLengths(int symbols) {
        Arrays.fill(lengths, 0, ORDER.length, (byte) 0);
        for (int i = 0; i < symbols; i++) {
            if (count < 3 && !refill()) {
                return false;
            }
            lengths[ORDER[i]] = (byte) take(3);
        }
        return codeLengths.build(lengths, 0, ORDER.length);
    }

    private boolean readLengths(int wanted) {
        Arrays.fill(lengths, (byte) 0);
        int[] table = codeLengths.table();
        int i = 0;
        while (i < wanted) {
            if (!refill()) {
                return false;
            }
            int entry = table[(int) buffer & codeLengths.mask()];
            take(entry & 31);
            int symbol = Huffman.value(entry);
            if (symbol < 16) {
                lengths[i++] = (byte) symbol;
                continue;
            }
            int repeat = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
            if (symbol == 16 && i == 0 || repeat > wanted - i) {
                return false;
            }
            // The other two repeat a zero, which is there already.
            for (int k = i; symbol == 16 && k < i + repeat; k++) {
                lengths[k] = lengths[i - 1];
            }
            i += repeat;
        }
        return true;
    }

    /** Writes what a block stands for. Returns where that ends, or a negative number if the block is damaged. */
    private int block(Huffman literalCode, Huffman distanceCode, byte[] to, int at, int d, int until) {
        int[] literals = literalCode.table();
        int[] distances = distanceCode.table();
        int literalMask = literalCode.mask();
        int distanceMask = distanceCode.mask();
        byte[] from = bytes;
        long buffer = this.buffer;
        int count = this.count;
        int p = next;
        int last = this.last;
        while (p <= last && d <= until) {
            buffer |= Swar.load(from, p) << count;
            p += 63 - count >>> 3;
            count |= 56;
            // One literal or none, without a branch, which the processor would predict badly.
            int entry = literals[(int) buffer & literalMask];
            int literal = entry >> 31;
            to[d] = (byte) (entry >>> 16);
            d -= literal;
            buffer >>>= entry & literal;
            count -= entry & literal & 31;
            entry = literals[(int) buffer & literalMask];
            if (entry < 0) {
                buffer >>>= entry;
                count -= entry & 31;
                to[d++] = (byte) (entry >>> 16);
                continue;
            }
            if ((entry & Huffman.KIND) == Huffman.LONGER) {
                buffer >>>= Huffman.LITERAL_BITS;
                count -= Huffman.LITERAL_BITS;
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
                next = p;
                return Huffman.value(entry) == 0 ? d : -1;
            }
            int length = (entry >>> 16) + ((int) (before & ~(-1L << entry)) >>> (entry >>> 8 & 15));
            entry = distances[(int) buffer & distanceMask];
            if ((entry & Huffman.KIND) == Huffman.LONGER) {
                buffer >>>= Huffman.DISTANCE_BITS;
                count -= Huffman.DISTANCE_BITS;
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

    /** Copies bytes that stand {@code distance} bytes before. Writes up to 31 bytes too many. */
    private static void repeat(byte[] to, int d, int distance, int length) {
        int source = d - distance;
        if (distance < Long.BYTES) {
            for (int i = d; i < d + length; i++) {
                to[i] = to[i - distance];
            }
            return;
        }
        // Most copies are short. For them there is no loop, whose end the processor would predict badly.
        Swar.store(to, d, Swar.load(to, source));
        Swar.store(to, d + 8, Swar.load(to, source + 8));
        Swar.store(to, d + 16, Swar.load(to, source + 16));
        Swar.store(to, d + 24, Swar.load(to, source + 24));
        for (int i = SHORT_COPY; i < length; i += Long.BYTES) {
            Swar.store(to, d + i, Swar.load(to, source + i));
        }
    }
}
