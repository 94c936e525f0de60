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
 * Inflates gzip data of one or more members and checks each member's checksum and length. Bytes after the last member that
 * begin no other are ignored, as zlib's own readers do. One thread at a time.
 */
final class Gzip implements AutoCloseable {

    /** Deflate packs at most this many bytes into one, so a declared size beyond it is a lie. */
    private static final long MOST_PER_BYTE = 1032;

    /** The members that data may have: enough for 64 MiB in blocks of 1 KiB, too few to spend a second on empty ones. */
    private static final int MOST_MEMBERS = 65_536;

    private static final int TRAILER_BYTES = 8;

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

    /** Inflates data that {@link GzipHeader#at} recognises; stops at the first byte over the limit. */
    Inflation inflate(byte[] in, Reservation room) {
        long declared = declaredBytes(in);
        long likely = Math.min(declared, in.length * MOST_PER_BYTE);
        if (!room.has(Math.min(likely, maxBytes))) {
            return new NoRoom();
        }
        output.start(likely + 1);
        int at = 0;
        int length = 0;
        for (int member = 0; GzipHeader.at(in, at); member++) {
            int data = GzipHeader.end(in, at);
            if (data == GzipHeader.MALFORMED || member == MOST_MEMBERS) {
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

    /** Inflates one member behind what is there; answers the length then, over the limit when it stopped, or what is wrong. */
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
