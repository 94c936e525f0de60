package dev.tapedeck.session;

import java.nio.charset.StandardCharsets;

/** What a line has before its event: an opening bracket, the window id as a JSON string, and a comma. */
final class WindowPrefix {

    private WindowPrefix() {}

    static byte[] of(String windowId) {
        StringBuilder text = new StringBuilder(windowId.length() + 4).append("[\"");
        for (int i = 0; i < windowId.length(); i++) {
            char c = windowId.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || WellFormed.isLoneSurrogate(windowId, i)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append("\",").toString().getBytes(StandardCharsets.UTF_8);
    }
}
