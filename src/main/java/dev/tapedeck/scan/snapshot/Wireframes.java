package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Field;
import dev.tapedeck.scan.json.Numbers;
import dev.tapedeck.scan.json.PlainJson;
import org.jspecify.annotations.Nullable;

/** What the wireframes of a mobile recording say of how it was made. */
final class Wireframes {

    private Wireframes() {}

    /**
     * What the first wireframe with a number for an id says, of the array ahead.
     *
     * @param held whether it is an array of objects that hold one wireframe each
     */
    static @Nullable MobileMode firstMode(EventText text, boolean held) {
        PlainJson json = text.json();
        json.take('[');
        while (json.peek() != ']') {
            int element = json.at();
            boolean object = json.peek() == '{';
            json.value();
            int next = json.at();
            json.jump(element);
            if (object && (!held || text.member(Field.WIREFRAME, '{'))) {
                MobileMode mode = mode(text, json.at());
                if (mode != null) {
                    return mode;
                }
            }
            json.jump(next);
            json.take(',');
        }
        return null;
    }

    private static @Nullable MobileMode mode(EventText text, int wireframe) {
        PlainJson json = text.json();
        json.jump(wireframe);
        if (!text.member(Field.ID) || !(json.peek() == '-' || Numbers.isDigit(json.peek()))) {
            return null;
        }
        json.value();
        if (!Double.isFinite(Numbers.value(json.text(), json.start(), json.end()))) {
            return null;
        }
        json.jump(wireframe);
        boolean screenshot = text.member(Field.TYPE, '"') && text.string().equals("screenshot");
        return screenshot ? MobileMode.SCREENSHOT : MobileMode.WIREFRAME;
    }
}
