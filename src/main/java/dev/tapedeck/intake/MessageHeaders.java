package dev.tapedeck.intake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message, in order. Names may repeat (the last one counts) and values may be null, as the wire allows.
 *
 * @param entries all headers as they arrived, for exits that must hand them on unchanged
 */
public record MessageHeaders(List<Entry> entries) {

    public static final MessageHeaders NONE = new MessageHeaders(List.of());

    /**
     * One header.
     *
     * @param name its name
     * @param value its raw bytes
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String name, byte @Nullable [] value) {}

    public MessageHeaders {
        entries = List.copyOf(entries);
    }

    /** The last value of this header as UTF-8 text with NUL replaced by U+FFFD; null when absent, null or empty. */
    public @Nullable String text(String name) {
        byte[] value = last(name);
        if (value == null || value.length == 0) {
            return null;
        }
        return new String(value, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    private byte @Nullable [] last(String name) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.name().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }
}
