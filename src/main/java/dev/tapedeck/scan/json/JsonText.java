package dev.tapedeck.scan.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of JSON strings. */
public final class JsonText {

    private JsonText() {}

    /** The text between the quotes of a valid JSON string in well-formed UTF-8. Lone surrogates stay what they are. */
    public static String decode(byte[] json, int start, int end) {
        if (!escaped(json, start, end)) {
            return new String(json, start, end - start, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(end - start);
        int run = start;
        for (int i = start; i < end; ) {
            if (json[i] != '\\') {
                i++;
                continue;
            }
            text.append(new String(json, run, i - run, StandardCharsets.UTF_8));
            text.append(unescaped(json, i + 1));
            i += json[i + 1] == 'u' ? 6 : 2;
            run = i;
        }
        return text.append(new String(json, run, end - run, StandardCharsets.UTF_8))
                .toString();
    }

    /**
     * Where, between the quotes of a valid JSON string in well-formed UTF-8, a text of at least this many UTF-16 units ends: at most
     * one more, as neither a sequence nor an escape is parted.
     */
    public static int prefix(byte[] json, int start, int end, int units) {
        if (end - start <= units) {
            return end;
        }
        int at = start;
        for (int read = 0; read < units && at < end; read++) {
            int lead = json[at] & 0xFF;
            if (lead == '\\') {
                at += json[at + 1] == 'u' ? 6 : 2;
            } else if (lead < 0xF0) {
                at += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
            } else {
                at += 4;
                read++;
            }
        }
        return at;
    }

    /** Whether a valid JSON string, between its quotes, has this ASCII text. */
    static boolean equals(byte[] json, int start, int end, byte[] wanted) {
        return Arrays.equals(json, start, end, wanted, 0, wanted.length)
                || (escaped(json, start, end)
                        && decode(json, start, end).equals(new String(wanted, StandardCharsets.US_ASCII)));
    }

    static boolean escaped(byte[] json, int start, int end) {
        for (int i = start; i < end; i++) {
            if (json[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private static char unescaped(byte[] json, int i) {
        return json[i] == 'u' ? (char) Escapes.hex(json, i + 1) : (char) Escapes.meaning(json[i]);
    }

    /** {@code String.prototype.trim}: white space as ECMA-262 defines it, which is more than {@link String#strip} takes. */
    public static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return switch (c) {
            case '\t', '\n', '\u000B', '\f', '\r', ' ', '\u00A0', '\u1680' -> true;
            case '\u2028', '\u2029', '\u202F', '\u205F', '\u3000', '\uFEFF' -> true;
            default -> c >= '\u2000' && c <= '\u200A';
        };
    }
}
