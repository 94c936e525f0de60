package dev.tapedeck.scan;

/**
 * Restores the fields of an event that the browser compressed (gzip in a string of bytes, {@code cv: "2024-10"}) to plain JSON, and
 * takes {@code cv} away, which tells players to inflate. A player shows the same with or without.
 *
 * <p>All fields of an event are restored or none: what would not inflate, is damaged, is not JSON, or would grow beyond what
 * is allowed stays as it came. One thread at a time.
 */
public final class Unwrapper {

    private static final int MEMBERS_TO_SPARE = 64;

    private final WrappedFields fields = new WrappedFields();
    private final Gunzip gunzip = new Gunzip();
    private final PlainJson json = new PlainJson();
    private byte[] gzip = {};
    private byte[] restored = {};
    private int length;

    /**
     * Restores one event.
     *
     * @param text holds the event's JSON, valid, and eight readable bytes behind it
     * @param most how long the restored event may be at most, bytes
     * @return whether {@link #restored} holds the event in plain JSON; else it is to be kept as it is
     */
    public boolean unwrap(byte[] text, int start, int end, int most) {
        if (!fields.find(text, start, end)) {
            return false;
        }
        length = 0;
        int from = start;
        for (int i = 0; i < fields.count(); i++) {
            from = copy(text, from, fields.start(i));
            if (!inflate(text, fields.start(i) + 1, fields.end(i) - 1, most)) {
                return false;
            }
            from = fields.end(i);
        }
        copy(text, from, end);
        return length <= most;
    }

    /** The restored event: {@link #length} bytes from the first on. The next call overwrites it. */
    public byte[] restored() {
        return restored;
    }

    /** The length of the restored event. */
    public int length() {
        return length;
    }

    /** Copies the text up to {@code until} without the member {@code cv}. */
    private int copy(byte[] text, int from, int until) {
        if (from <= fields.cvFrom() && fields.cvFrom() < until) {
            append(text, from, fields.cvFrom());
            append(text, fields.cvUntil(), until);
        } else {
            append(text, from, until);
        }
        return until;
    }

    private void append(byte[] text, int from, int until) {
        int part = until - from;
        restored = Gunzip.grown(restored, (long) length + part + MEMBERS_TO_SPARE);
        System.arraycopy(text, from, restored, length, part);
        length += part;
    }

    private boolean inflate(byte[] text, int start, int end, int most) {
        gzip = Gunzip.grown(gzip, end - start);
        int packed = Latin1.decode(text, start, end, gzip);
        int stated = packed < 0 ? Gunzip.FAILED : Gunzip.statedLength(gzip, packed);
        if (stated < 0 || (long) length + stated > most) {
            return false;
        }
        restored = Gunzip.grown(restored, (long) length + stated + MEMBERS_TO_SPARE);
        int written = gunzip.inflate(gzip, packed, restored, length);
        if (written < 0) {
            return false;
        }
        json.open(restored, length, length + written);
        if (!json.value() || json.peek() != PlainJson.END) {
            return false;
        }
        if (json.brokenLines()) {
            flatten(length, length + written);
        }
        length += written;
        return true;
    }

    /** Makes line breaks spaces. In valid JSON they only stand between tokens. */
    private void flatten(int from, int until) {
        for (int i = from; i < until; i++) {
            restored[i] = restored[i] == '\n' || restored[i] == '\r' ? (byte) ' ' : restored[i];
        }
    }
}
