package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Surrogates;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What stands around each event of a body once the event is a recorded line: brackets, the window id as a JSON string, a comma and a line
 * feed. The window id comes once in a body and once in every line. A body with a long id and many events would therefore make far
 * longer lines.
 */
public final class LineFrame {

    private static final HexFormat HEX = HexFormat.of();
    private static final int FIXED_BYTES = "[\"\",]\n".length();
    private static final int ESCAPE_BYTES = 6;

    private LineFrame() {}

    /** What a line has before its event: an opening bracket, the window id as a JSON string, and a comma. */
    public static byte[] prefix(String windowId) {
        StringBuilder text = new StringBuilder(windowId.length() + 4).append("[\"");
        for (int i = 0; i < windowId.length(); i++) {
            char c = windowId.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Surrogates.isLoneSurrogate(windowId, i)) {
                text.append("\\u").append(HEX.toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        return text.append("\",").toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * How many bytes the frame of one line takes.
     *
     * @param windowId the window id, empty if a body has none; every surrogate is counted as a lone one, which is escaped
     */
    public static long bytes(String windowId) {
        long bytes = FIXED_BYTES;
        for (int i = 0; i < windowId.length(); i++) {
            bytes += bytes(windowId.charAt(i));
        }
        return bytes;
    }

    private static int bytes(char c) {
        if (c < ' ' || Character.isSurrogate(c)) {
            return ESCAPE_BYTES;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        return c < 0x800 ? 2 : 3;
    }
}
