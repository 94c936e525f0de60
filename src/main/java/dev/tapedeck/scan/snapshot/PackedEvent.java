package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.ByteStrings;
import dev.tapedeck.scan.json.EscapedJson;
import dev.tapedeck.scan.unwrap.Gunzip;
import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An event that rrweb's packer made a string: zlib text (RFC 1950) of its JSON, one character a byte. Holds native memory for the life
 * of the process. One thread at a time.
 */
final class PackedEvent {

    /** What {@link #unpack} returns if the string is not a packed event. */
    static final int FAILED = -1;

    /** So many strings of a body may begin as packed events do and be none: each costs as much as a short event. */
    static final int MOST_FAILURES = 1 << 16;

    /** An event is here as it was inflated, escaped, and as text: about twice what a body takes. */
    private static final int PARTS = 2;

    private static final int FIRST_BYTES = 4 << 10;
    private static final int KEEP_BYTES = 1 << 20;

    private final ByteStrings latin1 = new ByteStrings();
    private final Inflater inflater = new Inflater();
    private byte[] zlib = {};
    private byte[] plain = new byte[FIRST_BYTES];
    private byte[] escaped = {};
    private final int maxBytes;
    private LongPredicate room = bytes -> true;
    private boolean lacksRoom;
    private long spare;
    private int failures;
    private int length;
    private long markedSpare;
    private int markedFailures;

    /** @param maxBytes how many bytes may be inflated for one body, whatever comes of them */
    PackedEvent(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Begins a new body.
     *
     * @param room whether it may take this many bytes
     */
    void clear(LongPredicate room) {
        this.room = room;
        lacksRoom = false;
        spare = maxBytes;
        failures = 0;
    }

    /** Whether an event stayed packed for want of memory. */
    boolean lacksRoom() {
        return lacksRoom;
    }

    /** Whether more has been asked for than a body may have: then some of its events are packed still. */
    boolean overfull() {
        return spare < 0 || failures > MOST_FAILURES;
    }

    /** Gives up arrays that have become large. */
    void trim() {
        zlib = zlib.length > KEEP_BYTES ? new byte[0] : zlib;
        plain = plain.length > KEEP_BYTES ? new byte[FIRST_BYTES] : plain;
        escaped = escaped.length > KEEP_BYTES ? new byte[0] : escaped;
    }

    /** Remembers what is spent, for {@link #rewind}. */
    void mark() {
        markedSpare = spare;
        markedFailures = failures;
    }

    /** What came since the mark is to be read once more, and counts once. */
    void rewind() {
        spare = markedSpare;
        failures = markedFailures;
    }

    /**
     * The event's text as the content of a JSON string, escaped and ended by a quote, which is how {@link EscapedJson} reads it; with
     * {@link EscapedJson#SLACK} zeros behind it.
     */
    byte[] escaped() {
        return escaped;
    }

    /** How many bytes its text has, which {@link #escaped} becomes when it is read. */
    int length() {
        return length;
    }

    /**
     * Unpacks a string.
     *
     * @param json holds a valid JSON string whose content is at {@code start..end}, and eight readable bytes behind it
     * @param at where in the body's text the event would begin
     * @return the length of {@link #escaped}, or {@link #FAILED} when the string holds nothing of the kind or too much
     */
    int unpack(byte[] json, int start, int end, int at) {
        if (lacksRoom || overfull()) {
            return FAILED;
        }
        zlib = Gunzip.grown(zlib, (long) end - start + Long.BYTES);
        int packed = latin1.decode(json, start, zlib, 0);
        if (!isZlib(packed)) {
            return FAILED;
        }
        int inflated = inflate(packed, Math.clamp(maxBytes - (long) at, 0, spare));
        if (inflated < 0) {
            failures++;
            return FAILED;
        }
        return escape(inflated);
    }

    /** Whether there is the header of zlib text: of the method deflate, and with its check bits. */
    private boolean isZlib(int length) {
        return length > 2 && (zlib[0] & 0xF) == 8 && ((zlib[0] & 0xFF) << 8 | zlib[1] & 0xFF) % 31 == 0;
    }

    /** How many bytes of memory are held for the next one. */
    long workingBytes() {
        return (long) zlib.length + plain.length + escaped.length;
    }

    /** @param most so many bytes; with more the body is larger than a body may be */
    private int inflate(int length, long most) {
        inflater.reset();
        inflater.setInput(zlib, 0, length);
        int written = 0;
        try {
            while (!inflater.finished()) {
                if (written == plain.length) {
                    lacksRoom = !room.test(PARTS * 2L * written);
                    if (lacksRoom) {
                        return FAILED;
                    }
                    plain = Gunzip.grown(plain, written + 1L);
                }
                int part = inflater.inflate(plain, written, (int) Math.min(plain.length - written, most + 1 - written));
                written += part;
                if (written > most) {
                    spare = 0;
                    return FAILED;
                }
                if (part == 0 && !inflater.finished()) {
                    return FAILED;
                }
            }
            return inflater.getRemaining() == 0 ? written : FAILED;
        } catch (DataFormatException damaged) {
            return FAILED;
        } finally {
            spare -= inflater.getBytesWritten();
        }
    }

    private int escape(int inflated) {
        length = inflated;
        long escapes = 0;
        for (int i = 0; i < length; i++) {
            escapes += letter(plain[i]) == 0 ? 0 : 1;
        }
        escaped = Gunzip.grown(escaped, length + escapes + 1 + EscapedJson.SLACK);
        int at = 0;
        for (int i = 0; i < length; i++) {
            byte c = plain[i];
            byte letter = letter(c);
            if (letter != 0) {
                escaped[at++] = '\\';
                escaped[at++] = letter;
            } else {
                escaped[at++] = c;
            }
        }
        escaped[at++] = '"';
        Arrays.fill(escaped, at, at + EscapedJson.SLACK, (byte) 0);
        plain = plain.length > KEEP_BYTES ? new byte[FIRST_BYTES] : plain;
        return at;
    }

    /** The letter of the escape that a character of JSON needs in a string; 0 for none. */
    private static byte letter(byte c) {
        return switch (c) {
            case '"', '\\' -> c;
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
        };
    }
}
