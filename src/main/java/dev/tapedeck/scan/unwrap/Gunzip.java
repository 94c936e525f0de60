package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.body.Gzip;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip text (RFC 1952) of one member into an array. The output gets as much room as the trailer of the text states, so a
 * decompression bomb cannot grow. Holds native memory for the life of the process. One thread at a time.
 */
public final class Gunzip {

    /** What {@link #inflate} returns if it cannot. */
    static final int FAILED = -1;

    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    /** An array that grows is given this much more than it needs at most. */
    private static final long MOST_SPARE = 4 << 20;

    private final Inflate inflation = new Inflate();
    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private int written;

    Gunzip() {
        this(new Inflater(true));
    }

    /**
     * @param inflater of raw data, for what {@link Inflate} gives up on
     */
    Gunzip(Inflater inflater) {
        this.inflater = inflater;
    }

    /**
     * The length that the trailer of {@code gzip[start..end)} states; negative if the bytes are not gzip text, or too few to
     * hold that many.
     */
    static int statedLength(byte[] gzip, int start, int end) {
        boolean gzipped = end - start >= HEADER + TRAILER && Gzip.begins(gzip, start, end);
        int stated = gzipped ? littleEndian(gzip, end - 4) : FAILED;
        return stated / Gzip.MOST_PER_BYTE <= end - start ? stated : FAILED;
    }

    /**
     * Inflates {@code gzip[start..end)} to {@code to[at..)}, which has room for the stated length and one byte more.
     *
     * @return how many bytes it wrote, or {@link #FAILED} if the text is damaged
     */
    int inflate(byte[] gzip, int start, int end, byte[] to, int at) {
        written = 0;
        int stated = statedLength(gzip, start, end);
        int begin = Gzip.afterHeader(gzip, start, end - TRAILER);
        if (stated < 0 || begin < 0) {
            return FAILED;
        }
        boolean quick = gzip.length - end >= Inflate.SLACK - TRAILER
                && to.length - at - stated >= Inflate.SLACK
                && inflation.inflate(gzip, begin, end - TRAILER, to, at, at + stated);
        if (!quick) {
            return slowly(gzip, begin, end, to, at, stated);
        }
        written = stated;
        return hasSum(gzip, end, to, at, stated) ? stated : FAILED;
    }

    /** How many bytes the last {@link #inflate} wrote, damaged text included. */
    int written() {
        return written;
    }

    private boolean hasSum(byte[] gzip, int end, byte[] text, int at, int length) {
        crc.reset();
        crc.update(text, at, length);
        return (int) crc.getValue() == littleEndian(gzip, end - TRAILER);
    }

    private int slowly(byte[] gzip, int begin, int end, byte[] to, int at, int stated) {
        inflater.reset();
        inflater.setInput(gzip, begin, end - TRAILER - begin);
        int length = 0;
        try {
            while (!inflater.finished()) {
                int part = inflater.inflate(to, at + length, stated + 1 - length);
                if (part == 0) {
                    break;
                }
                length += part;
            }
        } catch (DataFormatException damaged) {
            return FAILED;
        } finally {
            written = (int) inflater.getBytesWritten();
        }
        if (!inflater.finished() || length != stated || inflater.getRemaining() != 0) {
            return FAILED;
        }
        return hasSum(gzip, end, to, at, length) ? length : FAILED;
    }

    private static int littleEndian(byte[] bytes, int i) {
        return (bytes[i] & 0xFF) | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF) << 16 | bytes[i + 3] << 24;
    }

    /** An array of at least this length with the same content. A small array doubles. */
    public static byte[] grown(byte[] array, long length) {
        if (length <= array.length) {
            return array;
        }
        long wanted = array.length + Math.min(array.length, MOST_SPARE);
        return Arrays.copyOf(array, Math.toIntExact(Math.max(length, wanted)));
    }
}
