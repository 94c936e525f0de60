package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.JsonText;
import dev.tapedeck.scan.json.Numbers;
import dev.tapedeck.scan.json.PlainJson;
import dev.tapedeck.scan.snapshot.ScannedBody.MobileMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor over the text of an event that has been scanned. The text is known to be JSON, so nothing is refused any more. */
final class EventText {

    private final PlainJson json = new PlainJson();

    /** Reads {@code text[from..limit)} from now on. */
    EventText open(byte[] text, int from, int limit) {
        json.open(text, from, limit);
        return this;
    }

    /** The byte ahead. */
    int peek() {
        return json.peek();
    }

    /** Moves to the value of the last member of this name of the object ahead; returns false if there is none. */
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

    /** The same; returns whether the value begins with this character. */
    boolean member(Field wanted, char first) {
        return member(wanted) && json.peek() == first;
    }

    /** The string ahead. */
    String string() {
        return string(Integer.MAX_VALUE);
    }

    /** The string ahead, at least its first UTF-16 units, as many as these. */
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

    /**
     * How a mobile recording was made, as the first wireframe with a number for an id says; null if the array ahead has none.
     *
     * @param held whether the elements of the array are objects that hold one wireframe each
     */
    @Nullable MobileMode firstMode(boolean held) {
        json.take('[');
        while (json.peek() != ']') {
            int element = json.at();
            boolean object = json.peek() == '{';
            json.value();
            int next = json.at();
            json.jump(element);
            if (object && (!held || member(Field.WIREFRAME, '{'))) {
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
        if (!member(Field.ID) || !(json.peek() == '-' || Numbers.isDigit(json.peek()))) {
            return null;
        }
        json.value();
        if (!Double.isFinite(Numbers.value(json.text(), json.start(), json.end()))) {
            return null;
        }
        json.jump(wireframe);
        boolean screenshot = member(Field.TYPE, '"') && string().equals("screenshot");
        return screenshot ? MobileMode.SCREENSHOT : MobileMode.WIREFRAME;
    }
}
