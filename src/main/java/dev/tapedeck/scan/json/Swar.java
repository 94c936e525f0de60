package dev.tapedeck.scan.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time: a {@code long} holds the bytes at {@code i..i+7}, the first one in the lowest bits. Results are masks
 * with the top bit of each byte that fits. In a mask made by subtraction, bytes above the lowest hit may be set wrongly, so
 * only the lowest hit counts.
 */
public final class Swar {

    /** The top bit of every byte: set where a byte is not ASCII. */
    static final long HIGH = 0x8080_8080_8080_8080L;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BACKSLASHES = '\\' * ONES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Swar() {}

    /** The eight bytes from {@code i} on. */
    public static long load(byte[] from, int i) {
        return (long) LONGS.get(from, i);
    }

    public static void store(byte[] to, int i, long word) {
        LONGS.set(to, i, word);
    }

    /**
     * Where a byte ends a run of plain text in a JSON string: a quote, a backslash or a control character. Quote and control
     * characters take one comparison: flipping bit 1 puts the quote (0x22) at 0x20, the space at 0x22, and leaves the control
     * characters below 0x20.
     */
    static long specials(long word) {
        long quotesAndControls = (word ^ (0x02 * ONES)) - 0x21 * ONES;
        long backslashes = (word ^ BACKSLASHES) - ONES;
        return (quotesAndControls | backslashes) & ~word & HIGH;
    }

    /** All bits of the bytes before the lowest hit; all bits when there is none. */
    static long before(long hits) {
        return ((hits & -hits) >>> 7) - 1;
    }

    /** How many bytes there are before the lowest hit: 8 when there is none. */
    public static int count(long hits) {
        return Long.numberOfTrailingZeros(hits) >>> 3;
    }

    /** How many ASCII digits the word begins with, up to 8. */
    static int digits(long word) {
        long values = word ^ '0' * ONES;
        return count((values + 0x76 * ONES | values) & HIGH);
    }

    /**
     * Whether the bytes marked in {@code high}, all of which are not ASCII, are well-formed sequences of two bytes; the last
     * byte of the word may begin one. Everything else, well-formed or not, returns false.
     */
    static boolean twoByteSequences(long word, long high) {
        long leads = leads(word, high);
        long continuations = high ^ leads;
        long longer = leads & (word << 2);
        long overlong = leads & ~((word & (0x1E * ONES)) + 0x7E * ONES);
        return (longer | overlong | (continuations ^ (leads << 8))) == 0;
    }

    /** Where a byte begins a sequence. */
    static long leads(long word, long high) {
        return high & (word << 1);
    }

    /** 1 if the last byte of the word begins a sequence and none of the bytes is special, else 0: such a byte is read again. */
    static int openEnd(long word, long specials) {
        return specials == 0 ? (int) (leads(word, word & HIGH) >>> 63) : 0;
    }

    /** The first eight bytes of a name, as {@link #load} would see them. */
    static long head(byte[] name) {
        long word = 0;
        for (int i = Math.min(8, name.length) - 1; i >= 0; i--) {
            word = word << 8 | (name[i] & 0xFF);
        }
        return word;
    }

    /** The bytes of {@code word} at 0..length-1, the others zero; length is 1 to 8. */
    static long first(long word, int length) {
        return word & (-1L >>> (64 - 8 * length));
    }
}
