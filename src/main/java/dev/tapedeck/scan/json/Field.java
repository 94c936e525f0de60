package dev.tapedeck.scan.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names in a snapshot message that matter. They are told apart by length, first and last eight bytes, which is exact up to
 * sixteen of them; no text is built unless a name is spelled with escapes.
 */
public enum Field {
    EVENT("event"),
    PROPERTIES("properties"),
    SNAPSHOT_ITEMS("$snapshot_items"),
    SESSION_ID("$session_id"),
    WINDOW_ID("$window_id"),
    SNAPSHOT_SOURCE("$snapshot_source"),
    LIBRARY("$lib"),
    TYPE("type"),
    TIMESTAMP("timestamp"),
    DATA("data"),
    CV("cv"),
    V("v"),
    SOURCE("source"),
    HREF("href"),
    PLUGIN("plugin"),
    PAYLOAD("payload"),
    LEVEL("level"),
    WIREFRAMES("wireframes"),
    ADDS("adds"),
    UPDATES("updates"),
    REMOVES("removes"),
    TEXTS("texts"),
    ATTRIBUTES("attributes"),
    WIREFRAME("wireframe"),
    ID("id"),
    DISTINCT_ID("distinct_id"),
    OTHER("");

    private static final int LONGEST = 16;
    private static final Field[][] BY_LENGTH = new Field[LONGEST + 1][];

    static {
        for (int length = 0; length <= LONGEST; length++) {
            int wanted = length;
            BY_LENGTH[length] = Arrays.stream(values())
                    .filter(field -> field != OTHER && field.name.length == wanted)
                    .toArray(Field[]::new);
        }
    }

    private final byte[] name;
    private final long head;
    private final long tail;

    Field(String text) {
        name = bytes(text);
        head = Swar.head(name);
        tail = name.length <= 8 ? 0 : Swar.head(Arrays.copyOfRange(name, name.length - 8, name.length));
    }

    /** The field named by the content of a JSON string; eight bytes from {@code start} on must be readable. */
    public static Field of(byte[] json, int start, int end) {
        int length = end - start;
        if (length > 0 && length <= LONGEST) {
            long head = Swar.first(Swar.load(json, start), Math.min(length, 8));
            long tail = length <= 8 ? 0 : Swar.load(json, end - 8);
            for (Field field : BY_LENGTH[length]) {
                if (field.head == head && field.tail == tail) {
                    return field;
                }
            }
        }
        return JsonText.escaped(json, start, end) ? ofText(JsonText.decode(json, start, end)) : OTHER;
    }

    /** The bytes of an ASCII text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Field ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Field field : values()) {
            if (field != OTHER && Arrays.equals(field.name, bytes)) {
                return field;
            }
        }
        return OTHER;
    }
}
