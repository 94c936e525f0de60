package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The console lines of a session. The rules are the direct peer's ({@code session-console-log-recorder.ts}): every line counts, but
 * of equal ones within one Kafka message only the first is kept.
 */
final class ConsoleLog {

    private final ConsoleLines lines = new ConsoleLines();

    /** A new one for each message. */
    private SaidLines said = new SaidLines(lines);

    private int infos;
    private int warns;
    private int errors;
    private long offset = -1;

    void add(ConsolePayload payload, long micros, long messageOffset) {
        if (messageOffset != offset) {
            offset = messageOffset;
            said = new SaidLines(lines);
        }
        ConsoleLevel level = level(payload.level());
        switch (level) {
            case INFO -> infos++;
            case WARN -> warns++;
            case ERROR -> errors++;
        }
        byte[] text = ConsoleLines.bytes(text(payload.items()));
        int number = said.count();
        if (said.isNew(level, text)) {
            lines.add(level, text, micros, offset, number);
        }
    }

    private static String text(List<String> items) {
        String text = items.stream()
                .map(item ->
                        item.length() > ConsolePayload.ITEM_UNITS ? item.substring(0, ConsolePayload.ITEM_UNITS) : item)
                .collect(Collectors.joining(" "));
        return Surrogates.of(Surrogates.cut(text, ConsolePayload.LINE_UNITS));
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
        return lines.heldBytes() + said.heldBytes();
    }

    ConsoleLines lines() {
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
