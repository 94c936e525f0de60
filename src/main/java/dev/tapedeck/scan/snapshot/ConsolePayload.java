package dev.tapedeck.scan.snapshot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page wrote to its console, as the recorder sent it, as far as a line of it can be long.
 *
 * @param level {@code data.payload.level}, at least its first {@link #ITEM_UNITS} units; null when no string
 * @param items the non-empty strings of {@code data.payload.payload}, in order, or the only one where that is a string itself: at
 *     least the first {@link #ITEM_UNITS} units of each, and as many as make a line of {@link #LINE_UNITS}
 */
public record ConsolePayload(@Nullable String level, List<String> items) {

    /** The peer keeps this many UTF-16 units of each logged item. */
    public static final int ITEM_UNITS = 2_999;

    /**
     * And this many of a line, which is a message of its own where rows go to Kafka: escaped, six bytes for a unit at most, it
     * stays below the megabyte that topics take.
     */
    public static final int LINE_UNITS = 128 << 10;
}
