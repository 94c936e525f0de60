package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.EscapedJson;
import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.Numbers;
import dev.tapedeck.scan.unwrap.Gunzip;
import java.util.function.LongPredicate;

/**
 * Reads the items of a body, and fills a row of the table for each that is an event: what stands at fixed places in it. Where a key
 * repeats, the last one counts, with all that stands below it.
 */
final class EventReader {

    /** The largest time that a JavaScript date can hold, in milliseconds from the epoch. */
    private static final double LATEST = 8.64e15;

    /** What {@code v} is of events that rrweb's packer packed. */
    private static final byte[] PACKER = {'v', '1'};

    private static final byte[] CONSOLE_PLUGIN = Field.bytes("rrweb/console@1");

    private final EscapedJson body;
    private final EscapedJson unpacked = new EscapedJson();
    private final PackedEvent packed;
    private final EventTable table;
    private final boolean unpack;
    private final EscapedJson.Members item = this::itemMember;
    private final EscapedJson.Members data = this::dataMember;
    private final EscapedJson.Members payload = this::payloadMember;
    private EscapedJson json;
    private boolean marked;

    /**
     * @param body what stands before an item when {@link #element} is called
     * @param maxBytes how many bytes may be unpacked for one body
     * @param unpack whether items that rrweb's packer made strings are events
     */
    EventReader(EscapedJson body, EventTable table, int maxBytes, boolean unpack) {
        packed = new PackedEvent(maxBytes);
        this.body = body;
        this.table = table;
        this.unpack = unpack;
        json = body;
    }

    /** Begins a new body. */
    void clear(LongPredicate room) {
        packed.clear(room);
    }

    /** Whether an event could not be unpacked because memory was short. */
    boolean lacksRoom() {
        return packed.lacksRoom();
    }

    /** Whether there is more to unpack than a body may have. */
    boolean overfull() {
        return packed.overfull();
    }

    /** Gives up what large events took. */
    void trim() {
        unpacked.forgetSource();
        packed.trim();
    }

    /** Remembers where the items begin, since they may have to be read twice. */
    void mark() {
        packed.mark();
    }

    /** Begins the items since the mark once more. */
    void rewind() {
        packed.rewind();
    }

    /** How many bytes of memory are held for the next body, beside the table. */
    long workingBytes() {
        return packed.workingBytes();
    }

    /** Reads an item. Returns false if the text is broken. */
    boolean element() {
        int first = json.peek();
        if (first == '"' && unpack) {
            return string();
        }
        if (first != '{') {
            table.refuse();
            return json.value();
        }
        if (table.isFull()) {
            return json.value();
        }
        table.begin(json.to());
        if (!json.object(item)) {
            return false;
        }
        keep();
        return true;
    }

    private void keep() {
        double timestamp = table.timestamp[table.row()];
        table.keep(json.to(), timestamp > 0 && timestamp <= LATEST);
    }

    /** Reads an item that may be a packed event; if it is not one, it is an invalid item. */
    private boolean string() {
        int begin = json.to();
        if (!json.value()) {
            return false;
        }
        int length = packed.unpack(json.text(), json.start() + 1, json.end() - 1, begin);
        if (length < 0) {
            table.refuse();
        } else if (!table.isFull()) {
            event(begin, length);
        }
        return true;
    }

    /** Puts the text of a packed event in the place of its string, and reads it there. */
    private void event(int begin, int length) {
        byte[] text = Gunzip.grown(body.text(), (long) begin + packed.length() + body.ahead() + 2 * EscapedJson.SLACK);
        body.redirect(text, body.to());
        json = unpacked;
        json.open(packed.escaped(), 0, length, text, begin);
        marked = false;
        boolean event = json.peek() == '{';
        table.begin(begin);
        if (event && json.object(item) && json.peek() == EscapedJson.END && marked) {
            keep();
            body.redirect(text, json.to());
        } else {
            table.refuse();
        }
        json = body;
    }

    private boolean itemMember(Field field) {
        int row = table.row();
        if (field == Field.DATA) {
            table.clearData();
            return json.peek() == '{' ? json.object(data) : json.value();
        }
        boolean string = json.peek() == '"';
        if (!json.value()) {
            return false;
        }
        switch (field) {
            case V -> marked = string && json.isText(PACKER);
            case TYPE -> table.type[row] = small();
            case TIMESTAMP ->
                table.timestamp[row] = isNumber() ? Numbers.value(json.text(), json.start(), json.end()) : Double.NaN;
            case CV -> table.wrapped[row] = true;
            default -> {}
        }
        return true;
    }

    private boolean dataMember(Field field) {
        int row = table.row();
        int first = json.peek();
        int begin = json.to();
        if (field == Field.PAYLOAD) {
            table.clearPayload();
            if (first == '{') {
                table.payload[row] = begin;
                return json.object(payload);
            }
        }
        if (!json.value()) {
            return false;
        }
        switch (field) {
            case SOURCE -> table.source[row] = small();
            case TYPE -> table.interaction[row] = small();
            case HREF -> table.href[row] = first == '"' ? begin : EventTable.NOWHERE;
            case PLUGIN -> table.consolePlugin[row] = first == '"' && json.isText(CONSOLE_PLUGIN);
            case WIREFRAMES -> table.wireframes[row] = first == '[' ? begin : EventTable.NOWHERE;
            case ADDS -> table.adds[row] = first == '[' ? begin : EventTable.NOWHERE;
            case UPDATES -> table.updates[row] = first == '[' ? begin : EventTable.NOWHERE;
            default -> {}
        }
        return true;
    }

    private boolean payloadMember(Field field) {
        boolean string = json.peek() == '"';
        if (!json.value()) {
            return false;
        }
        if (field == Field.HREF) {
            table.payloadHref[table.row()] = string;
        }
        return true;
    }

    private boolean isNumber() {
        int c = json.text()[json.start()];
        return Numbers.isDigit(c) || c == '-';
    }

    private int small() {
        return isNumber() ? Numbers.small(json.text(), json.start(), json.end()) : EventTable.NOWHERE;
    }
}
