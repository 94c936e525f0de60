package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.json.Swar;

/**
 * Inflates raw deflate data (RFC 1951) of known length from array to array, eight bytes of either at a time, which
 * {@link java.util.zip.Inflater} does not. It gives up where anything is unusual; what it accepts is to be checked by a
 * checksum. One thread at a time.
 */
final class Inflate {

    /** How many bytes beyond the input it may read, and beyond the output it may write. */
    static final int SLACK = 40;

    private static final int LONG_LITERAL_MASK = (1 << Huffman.LONGEST - DeflateCodes.LITERAL_BITS) - 1;
    private static final int LONG_DISTANCE_MASK = (1 << Huffman.LONGEST - DeflateCodes.DISTANCE_BITS) - 1;

    /** A copy of up to this many bytes is made without a loop. */
    private static final int SHORT_COPY = 32;

    private final DeflateCodes fixed = DeflateCodes.fixed();
    private final DeflateCodes own = new DeflateCodes();
    private final BitSource bits = new BitSource();

    /**
     * Inflates {@code from[start..end)}, which has {@link #SLACK} readable bytes behind it, to {@code to[at..until)}, which has as
     * many writable ones behind it.
     *
     * @return whether the data was well-formed, ended at {@code end}, and filled the output exactly
     */
    boolean inflate(byte[] from, int start, int end, byte[] to, int at, int until) {
        bits.open(from, start, end);
        int d = at;
        boolean more = true;
        while (more && d >= 0) {
            if (!bits.refill()) {
                return false;
            }
            int head = bits.take(3);
            more = (head & 1) == 0;
            d = switch (head >>> 1) {
                case 0 -> stored(to, d, until, end);
                case 1 -> block(fixed, to, at, d, until);
                case 2 -> own.read(bits) ? block(own, to, at, d, until) : -1;
                default -> -1;
            };
        }
        return d == until && bits.position() == end;
    }

    private int stored(byte[] to, int d, int until, int end) {
        byte[] in = bits.bytes;
        int from = bits.position();
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
        bits.continueAt(from + length);
        return d + length;
    }

    /** Writes what a block stands for; answers where that ends, or a negative number. */
    private int block(DeflateCodes codes, byte[] to, int at, int d, int until) {
        int[] literals = codes.literals().table();
        int[] distances = codes.distances().table();
        int literalMask = codes.literals().mask();
        int distanceMask = codes.distances().mask();
        byte[] from = bits.bytes;
        long buffer = bits.buffer;
        int count = bits.count;
        int p = bits.next;
        int last = bits.last;
        while (p <= last && d <= until) {
            buffer |= Swar.load(from, p) << count;
            p += 63 - count >>> 3;
            count |= 56;
            // One literal or none, without a branch that would be foretold badly.
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
                buffer >>>= DeflateCodes.LITERAL_BITS;
                count -= DeflateCodes.LITERAL_BITS;
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
                bits.buffer = buffer & (1L << count) - 1;
                bits.count = count;
                bits.next = p;
                return Huffman.value(entry) == 0 ? d : -1;
            }
            int length = (entry >>> 16) + ((int) (before & ~(-1L << entry)) >>> (entry >>> 8 & 15));
            entry = distances[(int) buffer & distanceMask];
            if ((entry & Huffman.KIND) == Huffman.LONGER) {
                buffer >>>= DeflateCodes.DISTANCE_BITS;
                count -= DeflateCodes.DISTANCE_BITS;
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
        for (int i = SHORT_COPY; i < length; i += Long.BYTES) {
            Swar.store(to, d + i, Swar.load(to, source + i));
        }
    }
}
