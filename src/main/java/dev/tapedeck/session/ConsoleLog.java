package dev.tapedeck.session;

import dev.tapedeck.scan.ConsolePayload;
import dev.tapedeck.screen.WellFormed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The console lines of a session. The rules are the direct peer's ({@code session-console-log-recorder.ts}): every line counts, but
 * of equal ones within one Kafka message only the first is kept.
 */
final class ConsoleLog {

    /** What a line takes beside its text, in both collections. */
    private static final int LINE_BYTES = 160;

    /** Comparable, so that lines whose hashes were made to collide are found in a tree. */
    private record Said(ConsoleLevel level, String text) implements Comparable<Said> {

        @Override
        public int compareTo(Said other) {
            int byText = text.compareTo(other.text);
            return byText != 0 ? byText : level.compareTo(other.level);
        }
    }

    private final List<ConsoleLine> lines = new ArrayList<>(0);

    /** A new one for each message: one that was large once would take as long to clear for every message after it. */
    private Set<Said> saidInMessage = new HashSet<>(0);

    private int infos;
    private int warns;
    private int errors;
    private long offset = -1;
    private long held;

    void add(ConsolePayload payload, long micros, long messageOffset) {
        if (messageOffset != offset) {
            offset = messageOffset;
            saidInMessage = new HashSet<>(0);
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
        String text = items.stream()
                .map(item ->
                        item.length() > ConsolePayload.ITEM_UNITS ? item.substring(0, ConsolePayload.ITEM_UNITS) : item)
                .collect(Collectors.joining(" "));
        return WellFormed.of(WellFormed.cut(text, ConsolePayload.LINE_UNITS));
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
