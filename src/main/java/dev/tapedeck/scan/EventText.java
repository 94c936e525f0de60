package dev.tapedeck.scan;

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
        json.string();
        return Text.decode(json.text(), json.start(), json.end());
    }

    /** The strings of the array ahead that are not empty. */
    List<String> strings() {
        List<String> strings = new ArrayList<>();
        json.take('[');
        while (json.peek() != ']') {
            boolean string = json.peek() == '"';
            json.value();
            if (string && json.end() - json.start() > 2) {
                strings.add(Text.decode(json.text(), json.start() + 1, json.end() - 1));
            }
            json.take(',');
        }
        return strings;
    }
}
