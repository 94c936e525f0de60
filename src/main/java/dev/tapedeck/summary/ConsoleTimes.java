package dev.tapedeck.summary;

import dev.tapedeck.session.recorder.ConsoleLine;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the console lines of one block apart in time. The peer's table merges rows of the same session and time into one;
 * a line that would be swallowed is moved on by as many microseconds as it takes.
 */
public final class ConsoleTimes {

    /** For each time that a line has, a later one, with none between them that is free. */
    private final Map<Long, Long> onwards = new HashMap<>();

    /** The line's time, epoch microseconds, or the next one after it that no earlier line has. */
    public long apart(ConsoleLine line) {
        long free = free(line.timestampMicros());
        // A page may write any number of lines at one time: what was walked past now is not walked past again.
        Long passed = line.timestampMicros();
        while (passed != null) {
            passed = onwards.put(passed, free + 1);
        }
        return free;
    }

    private long free(long micros) {
        long free = micros;
        for (Long next = onwards.get(free); next != null; next = onwards.get(free)) {
            free = next;
        }
        return free;
    }
}
