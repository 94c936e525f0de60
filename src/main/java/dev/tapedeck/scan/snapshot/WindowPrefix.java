package dev.tapedeck.scan.snapshot;

import dev.tapedeck.scan.json.Surrogates;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a line has before its event: an opening bracket, the window id as a JSON string, and a comma. */
public final class WindowPrefix {

    private static final HexFormat HEX = HexFormat.of();

    private WindowPrefix() {}

    public static byte[] of(String windowId) {
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
}
