package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.EscapedJson;
import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import dev.tapedeck.scan.json.Numbers;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inner document of a body: goes down only where something matters (document, properties, items, event, data,
 * payload) and copies everything else through. Where a key repeats, the last one counts, with all that stands below it.
 */
final class SnapshotDocument {

    private static final byte[] SNAPSHOT_EVENT = Field.bytes("$snapshot_items");

    private final EscapedJson json = new EscapedJson();
    private final EventTable table;
    private final int maxBytes;
    private final EventReader reader;
    private final EscapedJson.Members document = this::documentMember;
    private final EscapedJson.Members properties = this::propertiesMember;
    private boolean event;
    private boolean items;
    private boolean overfull;
    private @Nullable String sessionId;
    private @Nullable String windowId;
    private boolean strangeWindow;
    private @Nullable String snapshotSource;
    private @Nullable String library;

    /**
     * @param maxBytes the most that a body may have once it is unpacked
     * @param unpack whether items that rrweb's packer made strings are events
     */
    SnapshotDocument(EventTable table, int maxBytes, boolean unpack) {
        this.table = table;
        this.maxBytes = maxBytes;
        reader = new EventReader(json, table, maxBytes, unpack);
    }

    /**
     * Begins a new body.
     *
     * @param length how many bytes it has
     * @param room whether it may take this many bytes
     */
    void clear(int length, LongPredicate room) {
        overfull = false;
        table.clear(more -> room.test(length + more));
        reader.clear(room);
    }

    /** Whether events could not be unpacked, or told apart, for want of memory. */
    boolean lacksRoom() {
        return reader.lacksRoom() || table.lacksRoom();
    }

    /** Whether the body has more bytes than a body may have, once all of its events are unpacked. */
    boolean overfull() {
        return overfull || reader.overfull();
    }

    /** Lets go of the array that was read, and of what unpacking it took. */
    void forgetSource() {
        json.forgetSource();
        reader.trim();
    }

    /** What was read last is to be read once more, from another array. */
    void rewind() {
        reader.rewind();
    }

    /**
     * Reads the string whose content begins at {@code from}, up to its closing quote.
     *
     * @param target where its text goes, unescaped; {@link #text} is another array where unpacked events did not fit
     * @return whether it is a snapshot; ask {@link #starved} when not
     */
    boolean read(byte[] source, int from, int safe, byte[] target) {
        json.open(source, from, safe, target, 0);
        reader.mark();
        event = false;
        clearProperties();
        boolean whole = json.peek() == '{' && json.object(document) && json.peek() == EscapedJson.END;
        overfull |= whole && json.to() > maxBytes;
        return whole && event && items && sessionId != null && !strangeWindow;
    }

    /** The text that was read. */
    byte[] text() {
        return json.text();
    }

    /** How many bytes of memory are held for the next body, beside the text. */
    long workingBytes() {
        return table.workingBytes() + reader.workingBytes();
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
        strangeWindow = false;
        snapshotSource = null;
        library = null;
        table.clear();
    }

    private boolean documentMember(Field field) {
        switch (field) {
            case EVENT -> {
                boolean string = json.peek() == '"';
                if (!json.value()) {
                    return false;
                }
                event = string && json.isText(SNAPSHOT_EVENT);
                return true;
            }
            case PROPERTIES -> {
                clearProperties();
                return json.peek() == '{' ? json.object(properties) : json.value();
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
            case SESSION_ID -> sessionId = string ? json.decoded() : null;
            case WINDOW_ID -> window(string);
            case SNAPSHOT_SOURCE -> snapshotSource = string ? json.decoded() : null;
            case LIBRARY -> library = string ? json.decoded() : null;
            default -> {}
        }
        return true;
    }

    /**
     * A number is the id that it is written as, so that two windows stay two. Null is as good as none. Anything else is no id: its
     * events could not be told from those of other windows.
     */
    private void window(boolean string) {
        int first = json.text()[json.start()];
        boolean number = Numbers.isDigit(first) || first == '-';
        windowId = string ? json.decoded() : number ? JsonText.decode(json.text(), json.start(), json.end()) : null;
        strangeWindow = !string && !number && first != 'n';
    }

    private boolean array() {
        json.take('[');
        if (json.take(']')) {
            return true;
        }
        do {
            if (!reader.element()) {
                return false;
            }
        } while (json.take(','));
        return json.take(']');
    }
}
