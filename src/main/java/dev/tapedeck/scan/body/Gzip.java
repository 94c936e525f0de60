package dev.tapedeck.scan.body;

import dev.tapedeck.runtime.LargeBodyBudget.Reservation;
import dev.tapedeck.scan.body.Inflation.Damaged;
import dev.tapedeck.scan.body.Inflation.NoRoom;
import dev.tapedeck.scan.body.Inflation.Plain;
import dev.tapedeck.scan.body.Inflation.TooLarge;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses gzip data of one or more members, and checks the checksum and length of each member. Bytes after the last member that
 * do not begin another are ignored, as zlib's own readers do. One thread at a time.
 */
public final class Gzip implements AutoCloseable {

    /** Deflate packs at most this many bytes into one, so a larger declared size is wrong. */
    public static final int MOST_PER_BYTE = 1_032;

    /** The members that data may have: enough for 64 MiB in blocks of 1 KiB, too few to spend a second on empty ones. */
    private static final int MOST_MEMBERS = 65_536;

    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;

    // The flags of a header.
    private static final int HEADER_CRC = 1 << 1;
    private static final int EXTRA = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED = 0xE0;

    private static final int MALFORMED = -1;
    private static final int NO_ROOM = -2;

    private final int maxBytes;
    private final OutputBuffer output;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();

    /**
     * Inflates into this buffer.
     *
     * @param maxBytes the most that data may inflate to
     * @param output holds at least one byte more than {@code maxBytes}, which is how an excess is noticed
     */
    Gzip(int maxBytes, OutputBuffer output) {
        this.maxBytes = maxBytes;
        this.output = output;
    }

    /** Whether a gzip member begins at {@code at}: its two magic bytes and the only compression method. */
    public static boolean begins(byte[] in, int at, int limit) {
        return limit - at >= 3 && in[at] == (byte) 0x1F && in[at + 1] == (byte) 0x8B && in[at + 2] == 8;
    }

    /**
     * Where the compressed data of the member at {@code at} begins, behind the optional fields of its header (RFC 1952, section 2.3);
     * negative if the header does not end before {@code limit}.
     */
    public static int afterHeader(byte[] in, int at, int limit) {
        int end = at + HEADER_BYTES;
        if (end > limit) {
            return MALFORMED;
        }
        int flags = in[at + 3];
        if ((flags & EXTRA) != 0) {
            end += end + 2 <= limit ? 2 + (in[end] & 0xFF) + ((in[end + 1] & 0xFF) << 8) : 2;
        }
        for (int texts = Integer.bitCount(flags & (NAME | COMMENT)); texts > 0; texts--) {
            while (end < limit && in[end] != 0) {
                end++;
            }
            end++;
        }
        end += (flags & HEADER_CRC) != 0 ? 2 : 0;
        return end <= limit ? end : MALFORMED;
    }

    /** Inflates data that {@link #begins} recognises; stops at the first byte over the limit. */
    Inflation inflate(byte[] in, Reservation room) {
        long declared = declaredBytes(in);
        long likely = Math.min(declared, (long) in.length * MOST_PER_BYTE);
        if (!room.has(Math.min(likely, maxBytes))) {
            return new NoRoom();
        }
        output.start(likely + 1);
        int at = 0;
        int length = 0;
        for (int member = 0; begins(in, at, in.length); member++) {
            int data = afterHeader(in, at, in.length);
            if (data < 0 || (in[at + 3] & RESERVED) != 0 || member == MOST_MEMBERS) {
                return new Damaged(member == MOST_MEMBERS ? "too many gzip members" : "malformed gzip header");
            }
            int end = member(in, data, length, room);
            if (end < 0) {
                return end == NO_ROOM ? new NoRoom() : new Damaged("malformed deflate data");
            }
            if (end > maxBytes) {
                return new TooLarge(Math.max(end, declared));
            }
            at = data + (int) inflater.getBytesRead();
            String fault = trailerFault(in, at, length, end);
            if (fault != null) {
                return new Damaged(fault);
            }
            at += TRAILER_BYTES;
            length = end;
        }
        return new Plain(output.padded(length), length);
    }

    /** Decompresses one member behind the earlier ones. Returns the length then, which is over the limit if it stopped there, or what is wrong. */
    private int member(byte[] in, int from, int lengthBefore, Reservation room) {
        inflater.reset();
        inflater.setInput(in, from, in.length - from);
        byte[] out = output.bytes();
        int length = lengthBefore;
        try {
            while (!inflater.finished()) {
                if (length == out.length) {
                    if (!room.has(Math.min(output.grownBytes(), maxBytes))) {
                        return NO_ROOM;
                    }
                    out = output.grow();
                }
                int count = inflater.inflate(out, length, out.length - length);
                length += count;
                if (length > maxBytes) {
                    return length;
                }
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    return MALFORMED;
                }
            }
            return length;
        } catch (DataFormatException e) {
            return MALFORMED;
        }
    }

    private @Nullable String trailerFault(byte[] in, int at, int from, int end) {
        if (in.length - at < TRAILER_BYTES) {
            return "gzip trailer cut off";
        }
        ByteBuffer trailer = ByteBuffer.wrap(in, at, TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        checksum.reset();
        checksum.update(output.bytes(), from, end - from);
        if (trailer.getInt() != (int) checksum.getValue()) {
            return "gzip checksum differs";
        }
        return trailer.getInt() == end - from ? null : "gzip length differs";
    }

    /** The size in the last four bytes: right for one member under 4 GiB, a hint otherwise. */
    private static long declaredBytes(byte[] in) {
        if (in.length < TRAILER_BYTES) {
            return 0;
        }
        return Integer.toUnsignedLong(ByteBuffer.wrap(in, in.length - 4, 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt());
    }

    @Override
    public void close() {
        inflater.end();
    }
}
