package dev.tapedeck.session.recorder;

import dev.tapedeck.scan.json.Surrogates;
import dev.tapedeck.scan.snapshot.ConsolePayload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The console lines of a session. The rules are the direct peer's ({@code session-console-log-recorder.ts}): every line counts, but
 * of equal ones within one Kafka message only the first is kept.
 */
final class ConsoleLog {

    private final ConsoleLines lines = new ConsoleLines();

    private NewestLines newest = new NewestLines(lines);

    private int infos;
    private int warns;
    private int errors;
    private long offset = -1;

    void add(ConsolePayload payload, long micros, long messageOffset) {
        if (messageOffset != offset) {
            offset = messageOffset;
            newest = new NewestLines(lines);
        }
        ConsoleLine.Level level = level(payload.level());
        switch (level) {
            case INFO -> infos++;
            case WARN -> warns++;
            case ERROR -> errors++;
        }
        byte[] text = ConsoleLines.bytes(text(payload.items()));
        int number = newest.count();
        if (newest.isNew(level, text)) {
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

    private static ConsoleLine.Level level(@Nullable String level) {
        return switch (level) {
            case "warn", "countReset" -> ConsoleLine.Level.WARN;
            case "error", "assert" -> ConsoleLine.Level.ERROR;
            case null, default -> ConsoleLine.Level.INFO;
        };
    }

    /** About how many bytes the lines take. */
    long heldBytes() {
        return lines.heldBytes() + newest.heldBytes();
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

    /**
     * The newest lines, those of one message: finds equal ones. Each table hashes with a secret of its own, so nobody can choose lines that
     * collide.
     */
    private static final class NewestLines {

        /** Up to this many lines are compared one by one. */
        private static final int FEW = 8;

        private static final int[] NONE = {};

        private final ConsoleLines lines;

        /** The first of them. */
        private final int from;

        /** An open-addressing hash table of line numbers, from 1; 0 is a free place. At most half of it is taken. */
        private int[] table = NONE;

        private final byte[] secret = new byte[16];

        /** Looks at the lines that are added from now on. */
        NewestLines(ConsoleLines lines) {
            this.lines = lines;
            this.from = lines.size();
        }

        int count() {
            return lines.size() - from;
        }

        /** Whether no line is equal to this one. If so, the caller has to add it next. */
        boolean isNew(ConsoleLine.Level level, byte[] text) {
            if (count() < FEW) {
                return isNewAmongFew(level, text);
            }
            if (2 * (count() + 1) > table.length) {
                grow();
            }
            int place = place(level, text);
            if (table[place] != 0) {
                return false;
            }
            table[place] = lines.size() + 1;
            return true;
        }

        long heldBytes() {
            return (long) table.length * Integer.BYTES;
        }

        private boolean isNewAmongFew(ConsoleLine.Level level, byte[] text) {
            for (int i = from; i < lines.size(); i++) {
                if (lines.says(i, level, text)) {
                    return false;
                }
            }
            return true;
        }

        /** The place of the line in the table, or the free place where it belongs. */
        private int place(ConsoleLine.Level level, byte[] text) {
            int place = hash(level, text) & table.length - 1;
            while (table[place] != 0 && !lines.says(table[place] - 1, level, text)) {
                place = place + 1 & table.length - 1;
            }
            return place;
        }

        private void grow() {
            new SecureRandom().nextBytes(secret);
            table = new int[Math.max(4 * FEW, 4 * Integer.highestOneBit(count()))];
            for (int i = from; i < lines.size(); i++) {
                ConsoleLine line = lines.get(i);
                table[place(line.level(), ConsoleLines.bytes(line.message()))] = i + 1;
            }
        }

        private int hash(ConsoleLine.Level level, byte[] text) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(secret);
                digest.update((byte) level.ordinal());
                return ByteBuffer.wrap(digest.digest(text)).getInt();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
