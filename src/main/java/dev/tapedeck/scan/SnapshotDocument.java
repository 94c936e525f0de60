package dev.tapedeck.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inner document of a body: goes down only where something matters (document, properties, items, event, data,
 * payload) and copies everything else through. Where a key repeats, the last one counts, with all that stands below it.
 */
final class SnapshotDocument {

    /** The largest time that a JavaScript date can hold, in milliseconds from the epoch. */
    private static final double LATEST = 8.64e15;

    private static final byte[] SNAPSHOT_EVENT = "$snapshot_items".getBytes(StandardCharsets.US_ASCII);
    /** What {@code v} is of events that rrweb's packer packed. */
    private static final byte[] PACKER = {'v', '1'};

    private static final byte[] CONSOLE_PLUGIN = "rrweb/console@1".getBytes(StandardCharsets.US_ASCII);

    private final EscapedJson body = new EscapedJson();
    private final EscapedJson unpacked = new EscapedJson();
    private final PackedEvent packed = new PackedEvent();
    private final EventTable table;
    private final boolean unpack;
    private EscapedJson json = body;
    private byte[] text = {};

    private boolean marked;
    private boolean event;
    private boolean items;
    private @Nullable String sessionId;
    private @Nullable String windowId;
    private @Nullable String snapshotSource;
    private @Nullable String library;

    /**
     * @param unpack whether items that rrweb's packer made strings are events
     */
    SnapshotDocument(EventTable table, boolean unpack) {
        this.table = table;
        this.unpack = unpack;
    }

    /** One kind of object: what to do with its members. Answers false for broken text, with the value copied otherwise. */
    private interface Members {
        boolean member(Field field);
    }

    private final Members document = this::documentMember;
    private final Members properties = this::propertiesMember;
    private final Members item = this::itemMember;
    private final Members data = this::dataMember;
    private final Members payload = this::payloadMember;

    /**
     * Reads the string whose content begins at {@code from}, up to its closing quote.
     *
     * @param target where its text goes, unescaped; {@link #text} is another array where unpacked events did not fit
     * @return whether it is a snapshot; ask {@link #starved} when not
     */
    boolean read(byte[] source, int from, int safe, byte[] target) {
        text = target;
        json.open(source, from, safe, target, 0);
        packed.clear();
        event = false;
        clearProperties();
        return json.peek() == '{'
                && object(document)
                && json.peek() == EscapedJson.END
                && event
                && items
                && sessionId != null;
    }

    /** The text that was read. */
    byte[] text() {
        return text;
    }

    /** How many bytes of memory are held for the next body, beside the text. */
    long workingBytes() {
        return table.workingBytes() + packed.workingBytes();
    }

    boolean starved() {
        return json.starved();
    }

    /** Where the closing quote of the outer string is, once read. */
    int closingQuote() {
        return json.from();
    }

    @Nullable String sessionId() {
        return sessionId;
    }

    @Nullable String windowId() {
        return windowId;
    }

    @Nullable String snapshotSource() {
        return snapshotSource;
    }

    @Nullable String library() {
        return library;
    }

    private void clearProperties() {
        items = false;
        sessionId = null;
        windowId = null;
        snapshotSource = null;
        library = null;
        table.clear();
    }

    private boolean object(Members members) {
        json.take('{');
        if (json.take('}')) {
            return true;
        }
        while (json.string()) {
            Field field = Field.of(text, json.start(), json.end());
            if (!json.take(':') || json.peek() < 0 || !members.member(field)) {
                return false;
            }
            if (!json.take(',')) {
                return json.take('}');
            }
        }
        return false;
    }

    private boolean documentMember(Field field) {
        switch (field) {
            case EVENT -> {
                boolean string = json.peek() == '"';
                if (!json.value()) {
                    return false;
                }
                event = string && isText(SNAPSHOT_EVENT);
                return true;
            }
            case PROPERTIES -> {
                clearProperties();
                return json.peek() == '{' ? object(properties) : json.value();
            }
            default -> {
                return json.value();
            }
        }
    }

    private boolean propertiesMember(Field field) {
        if (field == Field.SNAPSHOT_ITEMS) {
            table.clear();
            items = json.peek() == '[';
            return items ? array() : json.value();
        }
        boolean string = json.peek() == '"';
        if (!json.value()) {
            return false;
        }
        switch (field) {
            case SESSION_ID -> sessionId = string ? decoded() : null;
            case WINDOW_ID -> windowId = string ? decoded() : null;
            case SNAPSHOT_SOURCE -> snapshotSource = string ? decoded() : null;
            case LIBRARY -> library = string ? decoded() : null;
            default -> {}
        }
        return true;
    }

    private boolean array() {
        json.take('[');
        if (json.take(']')) {
            return true;
        }
        do {
            if (!element()) {
                return false;
            }
        } while (json.take(','));
        return json.take(']');
    }

    private boolean element() {
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
        if (!object(item)) {
            return false;
        }
        keep();
        return true;
    }

    private void keep() {
        double timestamp = table.timestamp[table.row()];
        table.keep(json.to(), timestamp > 0 && timestamp <= LATEST);
    }

    /** Reads an item that may be a packed event; is it none, it is an invalid item. */
    private boolean string() {
        int begin = json.to();
        if (!json.value()) {
            return false;
        }
        int length = packed.unpack(text, json.start() + 1, json.end() - 1);
        if (length < 0) {
            table.refuse();
        } else if (!table.isFull()) {
            unpacked(begin, length);
        }
        return true;
    }

    /** Puts a packed event's text in the place of its string, and reads it there. */
    private void unpacked(int begin, int length) {
        text = Gunzip.grown(text, (long) begin + length + body.ahead() + 2 * EscapedJson.SLACK);
        body.redirect(text, body.to());
        json = unpacked;
        json.open(packed.escaped(), 0, length, text, begin);
        marked = false;
        boolean event = json.peek() == '{';
        table.begin(begin);
        if (event && object(item) && json.peek() == EscapedJson.END && marked) {
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
            return json.peek() == '{' ? object(data) : json.value();
        }
        boolean string = json.peek() == '"';
        if (!json.value()) {
            return false;
        }
        switch (field) {
            case V -> marked = string && isText(PACKER);
            case TYPE -> table.type[row] = small();
            case TIMESTAMP ->
                table.timestamp[row] = isNumber() ? Numbers.value(text, json.start(), json.end()) : Double.NaN;
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
                return object(payload);
            }
        }
        if (!json.value()) {
            return false;
        }
        switch (field) {
            case SOURCE -> table.source[row] = small();
            case TYPE -> table.interaction[row] = small();
            case HREF -> table.href[row] = first == '"' ? begin : EventTable.NOWHERE;
            case PLUGIN -> table.consolePlugin[row] = first == '"' && isText(CONSOLE_PLUGIN);
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
        int c = text[json.start()];
        return Numbers.isDigit(c) || c == '-';
    }

    private int small() {
        return isNumber() ? Numbers.small(text, json.start(), json.end()) : EventTable.NOWHERE;
    }

    /** Whether the value just copied, a string, has this ASCII text. */
    private boolean isText(byte[] wanted) {
        int start = json.start() + 1;
        int end = json.end() - 1;
        return Arrays.equals(text, start, end, wanted, 0, wanted.length)
                || (Text.escaped(text, start, end)
                        && Text.decode(text, start, end).equals(new String(wanted, StandardCharsets.US_ASCII)));
    }

    private String decoded() {
        return Text.decode(text, json.start() + 1, json.end() - 1);
    }
}
