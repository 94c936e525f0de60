package dev.tapedeck.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of the body scanned last. What is rarely asked for is read from the event's text when it is asked for. */
final class EventView implements ScannedBody {

    private static final int FULL_SNAPSHOT = 2;
    private static final int INCREMENTAL = 3;
    private static final int PLUGIN = 6;
    private static final int MUTATION = 0;

    private final EventTable table;
    private final PlainJson json = new PlainJson();
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
        String href = table.href[i] == EventTable.NOWHERE ? "" : Text.trim(string(open(i, table.href[i])));
        if (href.isEmpty() && table.payloadHref[i]) {
            PlainJson payload = open(i, table.payload[i]);
            href = member(payload, Field.HREF) ? Text.trim(string(payload)) : "";
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
        boolean level = member(open(i, payload), Field.LEVEL) && json.peek() == '"';
        String text = level ? string(json) : null;
        boolean items = member(open(i, payload), Field.PAYLOAD) && json.peek() == '[';
        return new ConsolePayload(text, items ? strings() : List.of());
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

    private PlainJson open(int i, int at) {
        return json.open(bytes, at, table.end[i]);
    }

    /** Moves to the value of the last member of this name of the object ahead; false when there is none. */
    private static boolean member(PlainJson json, Field wanted) {
        int found = EventTable.NOWHERE;
        json.take('{');
        while (json.peek() == '"') {
            json.string();
            Field field = Field.of(json.text(), json.start(), json.end());
            json.take(':');
            json.peek();
            found = field == wanted ? json.at() : found;
            json.value();
            json.take(',');
        }
        json.jump(found);
        return found != EventTable.NOWHERE;
    }

    private static String string(PlainJson json) {
        json.string();
        return Text.decode(json.text(), json.start(), json.end());
    }

    /** The strings of the array ahead that are not empty. */
    private List<String> strings() {
        List<String> strings = new ArrayList<>();
        json.take('[');
        while (json.peek() != ']') {
            boolean string = json.peek() == '"';
            json.value();
            if (string && json.end() - json.start() > 2) {
                strings.add(Text.decode(bytes, json.start() + 1, json.end() - 1));
            }
            json.take(',');
        }
        return strings;
    }

    /** What the first wireframe with a number for an id says, of an array of wireframes or of objects that hold one each. */
    private @Nullable MobileMode firstMode(int i, int array, boolean held) {
        if (array == EventTable.NOWHERE) {
            return null;
        }
        open(i, array).take('[');
        while (json.peek() != ']') {
            int element = json.at();
            boolean object = json.peek() == '{';
            json.value();
            int next = json.at();
            json.jump(element);
            if (object && (!held || (member(json, Field.WIREFRAME) && json.peek() == '{'))) {
                MobileMode mode = mode(json.at());
                if (mode != null) {
                    return mode;
                }
            }
            json.jump(next);
            json.take(',');
        }
        return null;
    }

    private @Nullable MobileMode mode(int wireframe) {
        json.jump(wireframe);
        if (!member(json, Field.ID) || !(json.peek() == '-' || Numbers.isDigit(json.peek()))) {
            return null;
        }
        json.value();
        if (!Double.isFinite(Numbers.value(bytes, json.start(), json.end()))) {
            return null;
        }
        json.jump(wireframe);
        boolean screenshot =
                member(json, Field.TYPE) && json.peek() == '"' && string(json).equals("screenshot");
        return screenshot ? MobileMode.SCREENSHOT : MobileMode.WIREFRAME;
    }
}
