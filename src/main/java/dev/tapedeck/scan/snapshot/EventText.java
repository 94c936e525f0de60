package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import dev.tapedeck.scan.json.PlainJson;
import java.util.ArrayList;
import java.util.List;

/** A cursor over the text of an event that has been scanned: it is known to be JSON, so nothing is refused any more. */
final class EventText {

    private final PlainJson json = new PlainJson();

    /** Reads {@code text[from..limit)} from now on. */
    EventText open(byte[] text, int from, int limit) {
        json.open(text, from, limit);
        return this;
    }

    /** The cursor itself. */
    PlainJson json() {
        return json;
    }

    /** Moves to the value of the last member of this name of the object ahead; false when there is none. */
    boolean member(Field wanted) {
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

    /** The same, and whether its value begins with this character. */
    boolean member(Field wanted, char first) {
        return member(wanted) && json.peek() == first;
    }

    /** The string ahead. */
    String string() {
        return string(Integer.MAX_VALUE);
    }

    /** The string ahead, of which this many UTF-16 units are enough. */
    String string(int units) {
        json.string();
        return JsonText.decode(
                json.text(), json.start(), JsonText.prefix(json.text(), json.start(), json.end(), units));
    }

    /**
     * The strings of the array ahead that are not empty.
     *
     * @param units so many UTF-16 units of each are enough
     * @param sum and so many of all, one counted between two of them
     */
    List<String> strings(int units, int sum) {
        List<String> strings = new ArrayList<>();
        int read = 0;
        json.take('[');
        while (read <= sum && json.peek() != ']') {
            boolean string = json.peek() == '"';
            json.value();
            if (string && json.end() - json.start() > 2) {
                int start = json.start() + 1;
                int end = JsonText.prefix(json.text(), start, json.end() - 1, units);
                strings.add(JsonText.decode(json.text(), start, end));
                read += Math.min(strings.getLast().length(), units) + 1;
            }
            json.take(',');
        }
        return strings;
    }
}
