package dev.tapedeck.session.recorder;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Finds equal lines among the newest of {@link ConsoleLines}. A table of numbers by a hash with a secret in it: nobody can choose
 * lines that meet in one place. One thread at a time.
 */
final class SaidLines {

    private static final byte[] SECRET = new SecureRandom().generateSeed(16);

    /** So few lines are compared one by one. */
    private static final int FEW = 8;

    private static final int[] NONE = {};

    private final ConsoleLines lines;

    /** The first of those that are looked at. */
    private final int from;

    /** For each place the number of a line, from 1 on, or 0. At most half of them are taken. */
    private int[] table = NONE;

    /** @param lines those that come from now on are looked at */
    SaidLines(ConsoleLines lines) {
        this.lines = lines;
        this.from = lines.size();
    }

    /** How many lines there are to look at. */
    int count() {
        return lines.size() - from;
    }

    /** Whether none of the lines says this. If so, it has to be added next. */
    boolean isNew(ConsoleLevel level, byte[] text) {
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

    private boolean isNewAmongFew(ConsoleLevel level, byte[] text) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.says(i, level, text)) {
                return false;
            }
        }
        return true;
    }

    /** Where the line is, or should be. */
    private int place(ConsoleLevel level, byte[] text) {
        int place = hash(level, text) & table.length - 1;
        while (table[place] != 0 && !lines.says(table[place] - 1, level, text)) {
            place = place + 1 & table.length - 1;
        }
        return place;
    }

    private void grow() {
        table = new int[Math.max(4 * FEW, 4 * Integer.highestOneBit(count()))];
        for (int i = from; i < lines.size(); i++) {
            ConsoleLine line = lines.get(i);
            table[place(line.level(), ConsoleLines.bytes(line.message()))] = i + 1;
        }
    }

    private static int hash(ConsoleLevel level, byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(SECRET);
            digest.update((byte) level.ordinal());
            return ByteBuffer.wrap(digest.digest(text)).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
