package dev.tapedeck.scan.unwrap;

import dev.tapedeck.scan.json.CompactJson;
import dev.tapedeck.scan.json.PlainJson;
import java.util.Arrays;

/**
 * Text with the compressed fields of its events restored. Takes the text piece by piece. What lies between wrapped events is
 * {@link #copy copied}, and a wrapped event is {@link #unwrap unwrapped}. The fields that the browser compressed (gzip in a string
 * of bytes, {@code cv: "2024-10"}) become plain JSON. {@code cv}, which tells players to decompress, goes. A player shows the same
 * with or without.
 *
 * <p>All fields of an event are restored or none: what would not inflate, is damaged, is not JSON, or would grow beyond what
 * is allowed stays as it came. One thread at a time.
 */
public final class Unwrapper {

    /** A field of at most this many bytes is remembered: most lists of mutations are the same empty one. */
    private static final int SMALL = 64;

    /** How much must be readable and writable behind a restored field. */
    private static final int SLACK = Math.max(Inflate.SLACK, CompactJson.SLACK);

    /** Working memory beyond this is not kept. */
    private static final int KEEP_BYTES = 4 << 20;

    /** A session's ten seconds become this long when they begin with a page in full; making room anew costs more than they do. */
    private static final int KEEP_TEXT_BYTES = 12 << 20;

    private final WrappedFields fields = new WrappedFields();
    private final Gunzip gunzip = new Gunzip();
    private final CompactJson compact = new CompactJson();
    private final PlainJson json = new PlainJson();
    private byte[] restored = {};
    private int length;
    private long inflated;
    private byte[] smallGzip = {};
    private byte[] smallText = {};

    /** Begins a new text. */
    public void clear() {
        length = 0;
        inflated = 0;
        restored = restored.length > KEEP_TEXT_BYTES ? new byte[0] : restored;
        fields.trim(KEEP_BYTES);
    }

    /** The text so far: {@link #length} bytes from the first on. */
    public byte[] text() {
        return restored;
    }

    /** The length of the text so far. */
    public int length() {
        return length;
    }

    /** How many bytes have been inflated for the text so far, those included that came to nothing. */
    public long inflated() {
        return inflated;
    }

    /** Appends {@code from[start..end)} as it is. */
    public void copy(byte[] from, int start, int end) {
        int part = end - start;
        restored = Gunzip.grown(restored, (long) length + part);
        System.arraycopy(from, start, restored, length, part);
        length += part;
    }

    /**
     * Appends an event, restored if it can be.
     *
     * @param from holds the event's JSON, valid, and eight readable bytes behind it
     * @param most how long the restored event may be at most, bytes
     * @return whether it was restored
     */
    public boolean unwrap(byte[] from, int start, int end, int most) {
        int begin = length;
        boolean whole = fields.find(from, start, end) && restore(from, start, end, begin + (long) most);
        if (!whole) {
            length = begin;
            copy(from, start, end);
        }
        return whole;
    }

    private boolean restore(byte[] from, int start, int end, long until) {
        int at = start;
        for (int i = 0; i < fields.count(); i++) {
            copyUnmarked(from, at, fields.start(i));
            if (!inflate(fields.gzip(), fields.gzipStart(i), fields.gzipEnd(i), until)) {
                return false;
            }
            at = fields.end(i);
        }
        copyUnmarked(from, at, end);
        return length <= until;
    }

    /** Copies without the member {@code cv}. */
    private void copyUnmarked(byte[] from, int start, int end) {
        if (start <= fields.cvFrom() && fields.cvFrom() < end) {
            copy(from, start, fields.cvFrom());
            copy(from, fields.cvUntil(), end);
        } else {
            copy(from, start, end);
        }
    }

    private boolean inflate(byte[] gzip, int start, int end, long until) {
        int stated = Gunzip.statedLength(gzip, start, end);
        if (stated < 0 || (long) length + stated > until) {
            return false;
        }
        if (Arrays.equals(gzip, start, end, smallGzip, 0, smallGzip.length)) {
            copy(smallText, 0, smallText.length);
            return true;
        }
        restored = Gunzip.grown(restored, (long) length + stated + SLACK);
        int written = gunzip.inflate(gzip, start, end, restored, length);
        inflated += gunzip.written();
        if (written < 0) {
            return false;
        }
        if (!isJson(length, length + written)) {
            return false;
        }
        length += written;
        if (end - start <= SMALL && written <= SMALL) {
            smallGzip = Arrays.copyOfRange(gzip, start, end);
            smallText = Arrays.copyOfRange(restored, length - written, length);
        }
        return true;
    }

    /** Whether there is a JSON text; makes its line breaks spaces. */
    private boolean isJson(int from, int until) {
        if (compact.accepts(restored, from, until)) {
            return true;
        }
        json.open(restored, from, until);
        if (!json.value() || json.peek() != PlainJson.END) {
            return false;
        }
        if (json.brokenLines()) {
            flatten(from, until);
        }
        return true;
    }

    /** Makes line breaks spaces. In valid JSON they only stand between tokens. */
    private void flatten(int from, int until) {
        for (int i = from; i < until; i++) {
            restored[i] = restored[i] == '\n' || restored[i] == '\r' ? (byte) ' ' : restored[i];
        }
    }
}
