package dev.tapedeck.kafka.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message, in order. Names may repeat (the last one counts) and values may be null, as Kafka allows.
 *
 * @param entries all headers as they arrived, for side outputs that must pass them on unchanged
 */
public record MessageHeaders(List<Entry> entries) {

    /** The most headers of a message that is screened. */
    public static final int MOST = 1_000;

    /** The most bytes of names and values of a message that is screened. A copy of the message adds about as much. */
    public static final int MOST_BYTES = 1 << 20;

    private static final char TWO_BYTES = 0x80;
    private static final char THREE_BYTES = 0x800;

    public static final MessageHeaders NONE = new MessageHeaders(List.of());

    /**
     * One header.
     *
     * @param name its name
     * @param value its raw bytes
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String name, byte @Nullable [] value) {

        private long bytes() {
            return encodedBytes(name) + (value == null ? 0 : value.length);
        }

        /** Returns the length of the text as UTF-8. */
        private static long encodedBytes(String text) {
            long bytes = text.length();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= TWO_BYTES) {
                    // Each half of a surrogate pair counts as two of its four bytes.
                    bytes += c >= THREE_BYTES && !Character.isSurrogate(c) ? 2 : 1;
                }
            }
            return bytes;
        }
    }

    public MessageHeaders {
        entries = List.copyOf(entries);
    }

    /** Whether there are more than {@link #MOST}, or of more than {@link #MOST_BYTES}. */
    public boolean excessive() {
        return entries.size() > MOST || bytes() > MOST_BYTES;
    }

    /** Returns the first entries, as many as are not excessive. */
    public List<Entry> bounded() {
        if (!excessive()) {
            return entries;
        }
        long bytes = 0;
        int kept = 0;
        while (kept < Math.min(entries.size(), MOST)) {
            bytes += entries.get(kept).bytes();
            if (bytes > MOST_BYTES) {
                break;
            }
            kept++;
        }
        return entries.subList(0, kept);
    }

    /** Returns about how many bytes the names and values have. */
    public long bytes() {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.bytes();
        }
        return bytes;
    }

    /** Returns the last value of this header as UTF-8 text with NUL replaced by U+FFFD; null when absent, null or empty. */
    public @Nullable String text(String name) {
        return text(last(name));
    }

    /** Returns the same of the first value, as the direct peer reads {@code content-encoding}. */
    public @Nullable String firstText(String name) {
        for (Entry entry : entries) {
            if (entry.name().equals(name)) {
                return text(entry.value());
            }
        }
        return null;
    }

    private static @Nullable String text(byte @Nullable [] value) {
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
