package dev.tapedeck.summary;

import dev.tapedeck.session.ConsoleLine;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the console lines of one block apart in time. The peer's table merges rows of the same session and time into one;
 * a line that would be swallowed is moved on by as many microseconds as it takes.
 */
final class ConsoleTimes {

    private final Set<Long> taken = new HashSet<>();

    /** The line's time, epoch microseconds, or the next one after it that no earlier line has. */
    long apart(ConsoleLine line) {
        long micros = line.timestampMicros();
        while (!taken.add(micros)) {
            micros++;
        }
        return micros;
    }
}
