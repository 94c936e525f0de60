package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.EscapedJson;
import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import dev.tapedeck.scan.json.PlainJson;
import dev.tapedeck.scan.json.Utf8;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Finds the events in the body of a message. Holds memory for the largest body seen, and is reused from body to body: its result is a
 * view that the next {@link #scan} overwrites. One thread at a time.
 *
 * <p>A body is JSON whose {@code data} is JSON again, escaped as a string. The outer document is walked by
 * {@link PlainJson}; its {@code data}, nearly all of the bytes, by {@link SnapshotDocument}, which reads the inner document
 * without a pass of unescaping before it. Both are exactly as strict as {@code JSON.parse}; depth is not limited.
 *
 * <p>Ill-formed UTF-8 in strings becomes U+FFFD, as the peer's decoder has it, at the cost of a copy, which may not be longer than a
 * body. A body that breaks the rules of the outer document anywhere is {@link Scan.Fault#INVALID_JSON} even when its {@code data} is
 * fine.
 */
public final class BodyScanner {

    private static final byte[] NOTHING = {};
    private static final int LARGE_BYTES = 4 << 20;

    private final PlainJson outer = new PlainJson();
    private final int maxBytes;
    private final EventTable table = new EventTable();
    private final SnapshotDocument snapshot;
    private final EventView view = new EventView(table);
    private byte[] target = NOTHING;
    private byte[] padded = NOTHING;

    private int distinctIdStart;
    private int distinctIdEnd;
    private boolean distinctId;
    private boolean data;
    private boolean accepted;

    /** For bodies of any length, and events that rrweb's packer packed. */
    public BodyScanner() {
        this(Integer.MAX_VALUE - EscapedJson.SLACK, true);
    }

    /**
     * @param maxBytes the most that a body may have, also once its ill-formed UTF-8 is replaced, and once its events are unpacked
     * @param unpack whether events that rrweb's packer made strings are unpacked; else they are invalid items, as any other string
     */
    public BodyScanner(int maxBytes, boolean unpack) {
        this.maxBytes = maxBytes;
        snapshot = new SnapshotDocument(table, maxBytes, unpack);
    }

    /**
     * Scans {@code body[0..length)}.
     *
     * @param body the plain body; neither written to nor kept. With 32 zeros behind the length it is read in place to its end
     * @param length how many bytes of it count
     */
    public Scan scan(byte[] body, int length) {
        return scan(body, length, bytes -> true);
    }

    /**
     * The same where memory is short.
     *
     * @param room whether the body may take this many bytes, which are more than its length
     */
    public Scan scan(byte[] body, int length, LongPredicate room) {
        try {
            return scanAny(body, length, room);
        } finally {
            forgetSource();
        }
    }

    private Scan scanAny(byte[] body, int length, LongPredicate room) {
        boolean json = read(body, length, room);
        byte[] text = body;
        if (!json && outer.malformed()) {
            long repaired = Utf8.repairedLength(body, length);
            if (repaired > maxBytes) {
                return new Scan.Rejected(Scan.Fault.TOO_LONG_REPAIRED);
            }
            if (!room.test(repaired)) {
                return new Scan.NoRoom();
            }
            text = new byte[(int) repaired + EscapedJson.SLACK];
            Utf8.repair(body, length, text);
            json = read(text, (int) repaired, room);
        }
        if (snapshot.lacksRoom()) {
            return new Scan.NoRoom();
        }
        if (!json) {
            return new Scan.Rejected(Scan.Fault.INVALID_JSON);
        }
        if (!distinctId || !data) {
            return new Scan.Rejected(Scan.Fault.INVALID_PAYLOAD);
        }
        if (snapshot.overfull()) {
            return new Scan.Rejected(Scan.Fault.TOO_LONG_UNPACKED);
        }
        String session = snapshot.sessionId();
        if (!accepted || session == null) {
            return new Scan.Rejected(Scan.Fault.NOT_A_SNAPSHOT);
        }
        if (table.overfull()) {
            return new Scan.Rejected(Scan.Fault.TOO_MANY_EVENTS);
        }
        view.show(target, JsonText.decode(text, distinctIdStart, distinctIdEnd), session, snapshot);
        return new Scan.Accepted(view);
    }

    /** The source of a large body is not kept in memory while its text is used. */
    private void forgetSource() {
        outer.open(NOTHING, 0, 0);
        snapshot.forgetSource();
        padded = padded.length > LARGE_BYTES ? NOTHING : padded;
    }

    /** How many bytes of memory are held for the next body. */
    public long workingBytes() {
        return (long) target.length + padded.length + snapshot.workingBytes();
    }

    /** Whether the body is JSON at all. The fields hold what else is known of it. */
    private boolean read(byte[] body, int length, LongPredicate room) {
        outer.open(body, 0, length);
        snapshot.clear(length, room);
        distinctId = false;
        data = false;
        accepted = false;
        boolean object = outer.peek() == '{';
        return (object ? members(body, length) : outer.value()) && outer.peek() == PlainJson.END;
    }

    private boolean members(byte[] body, int length) {
        outer.take();
        if (outer.take('}')) {
            return true;
        }
        while (outer.string()) {
            Field field = field(body, length);
            if (!outer.take(':') || !member(field, body, length)) {
                return false;
            }
            if (!outer.take(',')) {
                return outer.take('}');
            }
        }
        return false;
    }

    private Field field(byte[] body, int length) {
        // A name is followed by a colon and a value, but a broken body may end right behind it.
        return outer.start() + Long.BYTES > body.length || outer.start() + Long.BYTES > length
                ? Field.OTHER
                : Field.of(body, outer.start(), outer.end());
    }

    private boolean member(Field field, byte[] body, int length) {
        boolean string = outer.peek() == '"';
        if (field == Field.DATA) {
            data = string;
            accepted = string && snapshot(body, outer.at() + 1, length);
            if (accepted) {
                outer.jump(snapshot.closingQuote() + 1);
                return true;
            }
        }
        if (!outer.value()) {
            return false;
        }
        if (field == Field.DISTINCT_ID) {
            distinctId = string;
            distinctIdStart = outer.start() + 1;
            distinctIdEnd = outer.end() - 1;
        }
        return true;
    }

    private boolean snapshot(byte[] body, int from, int length) {
        if (target.length < length + EscapedJson.SLACK) {
            target = new byte[roomFor(length)];
        }
        int safe = isPadded(body, length) ? length : length - EscapedJson.SLACK;
        boolean read =
                snapshot.read(body, from, safe, target) || (snapshot.starved() && readPadded(body, from, length));
        target = snapshot.text();
        return read;
    }

    private boolean readPadded(byte[] body, int from, int length) {
        snapshot.rewind();
        return snapshot.read(padded(body, length), from, length, target);
    }

    /** Room to spare for the next body, but not where a giant would take much more. */
    private static int roomFor(int length) {
        return length + (length > LARGE_BYTES ? 0 : length / 4) + EscapedJson.SLACK;
    }

    private static boolean isPadded(byte[] body, int length) {
        if (body.length < length + EscapedJson.SLACK) {
            return false;
        }
        for (int i = length; i < length + EscapedJson.SLACK; i++) {
            if (body[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The body with zeros behind it, for a text that ends too near its end to be read in place. */
    private byte[] padded(byte[] body, int length) {
        if (padded.length < length + EscapedJson.SLACK) {
            padded = new byte[roomFor(length)];
        }
        System.arraycopy(body, 0, padded, 0, length);
        Arrays.fill(padded, length, length + EscapedJson.SLACK, (byte) 0);
        return padded;
    }
}
