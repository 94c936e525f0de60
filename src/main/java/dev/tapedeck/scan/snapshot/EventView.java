package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of the body that was scanned last. What is rarely needed is read from the event's text on demand. */
final class EventView implements ScannedBody {

    private static final int FULL_SNAPSHOT = 2;
    private static final int INCREMENTAL = 3;
    private static final int PLUGIN = 6;
    private static final int MUTATION = 0;

    private final EventTable table;
    private final EventText text = new EventText();
    private byte[] bytes = {};
    private String distinctId = "";
    private String sessionId = "";
    private @Nullable String windowId;
    private @Nullable String snapshotSource;
    private @Nullable String snapshotLibrary;

    EventView(EventTable table) {
        this.table = table;
    }

    void show(byte[] bytes, String distinctId, String sessionId, SnapshotDocument snapshot) {
        this.bytes = bytes;
        this.distinctId = distinctId;
        this.sessionId = sessionId;
        windowId = snapshot.windowId();
        snapshotSource = snapshot.snapshotSource();
        snapshotLibrary = snapshot.library();
    }

    @Override
    public String distinctId() {
        return distinctId;
    }

    @Override
    public String sessionId() {
        return sessionId;
    }

    @Override
    public @Nullable String windowId() {
        return windowId;
    }

    @Override
    public @Nullable String snapshotSource() {
        return snapshotSource;
    }

    @Override
    public @Nullable String snapshotLibrary() {
        return snapshotLibrary;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int events() {
        return table.events();
    }

    @Override
    public int invalidItems() {
        return table.invalid();
    }

    @Override
    public int start(int i) {
        return table.start[i];
    }

    @Override
    public int end(int i) {
        return table.end[i];
    }

    @Override
    public double timestamp(int i) {
        return table.timestamp[i];
    }

    @Override
    public int type(int i) {
        return table.type[i];
    }

    @Override
    public int source(int i) {
        return table.source[i];
    }

    @Override
    public int interaction(int i) {
        return table.interaction[i];
    }

    @Override
    public boolean wrapped(int i) {
        return table.wrapped[i];
    }

    @Override
    public void discard(int i) {
        table.discarded[i] = true;
    }

    @Override
    public boolean kept(int i) {
        return !table.discarded[i];
    }

    @Override
    public @Nullable String href(int i) {
        String href = table.href[i] == EventTable.NOWHERE
                ? ""
                : JsonText.trim(open(i, table.href[i]).string());
        if (href.isEmpty() && table.payloadHref[i]) {
            EventText payload = open(i, table.payload[i]);
            href = payload.member(Field.HREF) ? JsonText.trim(payload.string()) : "";
        }
        return href.isEmpty() ? null : href;
    }

    @Override
    public @Nullable ConsolePayload console(int i) {
        if (table.type[i] != PLUGIN || !table.consolePlugin[i]) {
            return null;
        }
        int payload = table.payload[i];
        if (payload == EventTable.NOWHERE) {
            return new ConsolePayload(null, List.of());
        }
        String level = open(i, payload).member(Field.LEVEL, '"') ? text.string(ConsolePayload.ITEM_UNITS) : null;
        return new ConsolePayload(level, items(open(i, payload)));
    }

    /** The strings of an array, or a single string, as recorders of mobile apps send it. */
    private static List<String> items(EventText payload) {
        if (!payload.member(Field.PAYLOAD)) {
            return List.of();
        }
        return switch (payload.peek()) {
            case '[' -> payload.strings(ConsolePayload.ITEM_UNITS, ConsolePayload.LINE_UNITS);
            case '"' -> {
                String line = payload.string(ConsolePayload.ITEM_UNITS);
                yield line.isEmpty() ? List.of() : List.of(line);
            }
            default -> List.of();
        };
    }

    @Override
    public @Nullable MobileMode mobileMode(int i) {
        if (table.type[i] == FULL_SNAPSHOT) {
            return firstMode(i, table.wireframes[i], false);
        }
        if (table.type[i] != INCREMENTAL || table.source[i] != MUTATION) {
            return null;
        }
        MobileMode mode = firstMode(i, table.adds[i], true);
        return mode != null ? mode : firstMode(i, table.updates[i], true);
    }

    private EventText open(int i, int at) {
        return text.open(bytes, at, table.end[i]);
    }

    private @Nullable MobileMode firstMode(int i, int array, boolean held) {
        return array == EventTable.NOWHERE ? null : open(i, array).firstMode(held);
    }
}
