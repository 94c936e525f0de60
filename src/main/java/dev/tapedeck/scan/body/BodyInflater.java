package dev.tapedeck.scan.body;

import dev.tapedeck.runtime.LargeBodyBudget.Reservation;
import dev.tapedeck.scan.body.Inflation.Damaged;
import dev.tapedeck.scan.body.Inflation.NoRoom;
import dev.tapedeck.scan.body.Inflation.Plain;
import dev.tapedeck.scan.body.Inflation.TooLarge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Message values to plain bodies. The header {@code content-encoding: lz4} stands for four bytes of little-endian length and
 * one raw lz4 block of just that length; gzip is told by its magic bytes, with any flags; everything else is plain. A body
 * over the limit is recognised without inflating more than the limit. Owns and reuses its output; one thread at a time.
 */
public final class BodyInflater implements AutoCloseable {

    /** The most that {@code maxBytes} may be: 1 GiB. */
    public static final int MOST_BYTES = 1 << 30;

    /** The implementation without native code and without {@code Unsafe}. */
    private static final LZ4SafeDecompressor LZ4 = LZ4Factory.safeInstance().safeDecompressor();

    private static final int LZ4_PREFIX_BYTES = 4;

    private final int maxBytes;
    private final OutputBuffer output;
    private final Gzip gzip;

    /**
     * Inflates up to this size.
     *
     * @param maxBytes the most that a body may have when inflated, 1 to {@link #MOST_BYTES}
     * @throws IllegalArgumentException when {@code maxBytes} is out of range
     */
    public BodyInflater(int maxBytes) {
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes must be 1 to " + MOST_BYTES + ": " + maxBytes);
        }
        this.maxBytes = maxBytes;
        this.output = new OutputBuffer(maxBytes + 1);
        this.gzip = new Gzip(maxBytes, output);
    }

    /**
     * The plain body of a message value. Never throws, whatever the bytes.
     *
     * @param value the message value; not written to
     * @param encoding the header {@code content-encoding}, or null when there is none
     * @param room whether there is memory for what the value inflates to
     */
    public Inflation inflate(byte[] value, @Nullable String encoding, Reservation room) {
        Inflation inflation = inflateAny(value, encoding, room);
        return inflation instanceof Plain(var _, int length) && !room.has(length) ? new NoRoom() : inflation;
    }

    /** The same where what is inflated at a time is bounded by other means. */
    public Inflation inflate(byte[] value, @Nullable String encoding) {
        return inflate(value, encoding, bytes -> true);
    }

    private Inflation inflateAny(byte[] value, @Nullable String encoding, Reservation room) {
        if ("lz4".equalsIgnoreCase(encoding)) {
            return inflateLz4(value, room);
        }
        if (Gzip.begins(value, 0, value.length)) {
            return gzip.inflate(value, room);
        }
        return value.length > maxBytes ? new TooLarge(value.length) : new Plain(value, value.length);
    }

    private Inflation inflateLz4(byte[] value, Reservation room) {
        if (value.length < LZ4_PREFIX_BYTES) {
            return new Damaged("lz4 length prefix cut off");
        }
        long declared = Integer.toUnsignedLong(
                ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt());
        if (declared > maxBytes) {
            return new TooLarge(declared);
        }
        // A block of n bytes inflates to less than 255 n, so a prefix beyond that need not be given its memory.
        int block = value.length - LZ4_PREFIX_BYTES;
        if (declared > block * 255L) {
            return new Damaged("lz4 length differs");
        }
        if (!room.has(declared)) {
            return new NoRoom();
        }
        byte[] out = output.start(declared);
        try {
            int length = LZ4.decompress(value, LZ4_PREFIX_BYTES, block, out, 0, (int) declared);
            return length == declared ? new Plain(output.padded(length), length) : new Damaged("lz4 length differs");
        } catch (LZ4Exception e) {
            return new Damaged("malformed lz4 block");
        }
    }

    /** How many bytes its output has grown to. */
    public long workingBytes() {
        return output.bytes().length;
    }

    /** Gives up what a large body has made its output grow to; what was answered must not be looked at any more. */
    public void trim() {
        output.trim();
    }

    /** Frees native memory at once; without it the collector does. */
    @Override
    public void close() {
        gzip.close();
    }
}
