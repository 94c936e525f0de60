package dev.tapedeck.scan.snapshot;

/**
 * What stands around each event of a body once it is a recorded line: brackets, the window id as a JSON string, a comma and a line
 * feed. It comes once in a body and once in every line, so a body of a long id and many events would make far longer lines.
 */
public final class LineFrame {

    private static final int FIXED_BYTES = "[\"\",]\n".length();
    private static final int ESCAPE_BYTES = 6;

    private LineFrame() {}

    /**
     * How many bytes it takes.
     *
     * @param windowId the window id, not null but empty where a body has none; surrogates are counted as lone ones, which are escaped
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
