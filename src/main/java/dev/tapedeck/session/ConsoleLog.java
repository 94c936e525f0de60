package dev.tapedeck.session;

import dev.tapedeck.scan.ConsolePayload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The console lines of a session. The rules are the direct peer's ({@code session-console-log-recorder.ts}): every line counts, but
 * of equal ones within one Kafka message only the first is kept.
 */
final class ConsoleLog {

    /** The peer keeps this many UTF-16 units of each logged item. */
    private static final int ITEM_UNITS = 2_999;

    /**
     * And this many of a line, which is a message of its own where rows go to Kafka: escaped, six bytes for a unit at most, it
     * stays below the megabyte that topics take.
     */
    private static final int LINE_UNITS = 128 << 10;

    /** What a line takes beside its text, in both collections. */
    private static final int LINE_BYTES = 160;

    private record Said(ConsoleLevel level, String text) {}

    private final List<ConsoleLine> lines = new ArrayList<>(0);
    private final Set<Said> saidInMessage = new HashSet<>(0);
    private int infos;
    private int warns;
    private int errors;
    private long offset = -1;
    private long held;

    void add(ConsolePayload payload, long micros, long messageOffset) {
        if (messageOffset != offset) {
            offset = messageOffset;
            saidInMessage.clear();
        }
        ConsoleLevel level = level(payload.level());
        switch (level) {
            case INFO -> infos++;
            case WARN -> warns++;
            case ERROR -> errors++;
        }
        String text = text(payload.items());
        if (saidInMessage.add(new Said(level, text))) {
            held += LINE_BYTES + 2L * text.length();
            lines.add(new ConsoleLine(level, text, micros, offset, saidInMessage.size() - 1));
        }
    }

    private static String text(List<String> items) {
        StringBuilder text = new StringBuilder();
        for (String item : items) {
            if (text.length() >= LINE_UNITS) {
                break;
            }
            if (!text.isEmpty()) {
                text.append(' ');
            }
            text.append(WellFormed.of(item.length() > ITEM_UNITS ? item.substring(0, ITEM_UNITS) : item));
        }
        return WellFormed.cut(text.toString(), LINE_UNITS);
    }

    private static ConsoleLevel level(@Nullable String level) {
        return switch (level) {
            case "warn", "countReset" -> ConsoleLevel.WARN;
            case "error", "assert" -> ConsoleLevel.ERROR;
            case null, default -> ConsoleLevel.INFO;
        };
    }

    /** About how many bytes the lines take. */
    long heldBytes() {
        return held;
    }

    List<ConsoleLine> lines() {
        return lines;
    }

    int infos() {
        return infos;
    }

    int warns() {
        return warns;
    }

    int errors() {
        return errors;
    }
}
