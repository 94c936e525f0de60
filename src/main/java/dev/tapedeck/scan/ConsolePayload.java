package dev.tapedeck.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page wrote to its console, as the recorder sent it.
 *
 * @param level {@code data.payload.level}, null when no string
 * @param items the non-empty strings of {@code data.payload.payload}, in order
 */
public record ConsolePayload(@Nullable String level, List<String> items) {}
