package dev.tapedeck.screen.restriction;

import dev.tapedeck.screen.restriction.RestrictionParser.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one reading of one Redis key gave. */
sealed interface RestrictionReading {

    /** The rules that stand there now, for which tokens there are others that cannot be read, and what is wrong with those. */
    record Read(List<Restriction> restrictions, Blind blind, List<String> faults) implements RestrictionReading {}

    /** Redis answered, but what stands there cannot be read as a whole. */
    record Unreadable(String fault) implements RestrictionReading {}

    /** Redis did not answer. */
    record Unanswered(String cause) implements RestrictionReading {}

    /**
     * Reads a value.
     *
     * @param text the first {@code maxBytes + 1} bytes of the value, or all; empty when there is none
     */
    static RestrictionReading of(RestrictionKind kind, String text, long maxBytes) {
        if (text.isEmpty()) {
            return new Read(List.of(), Blind.NONE, List.of());
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return new Unreadable("over " + maxBytes + " bytes");
        }
        try {
            Parsed parsed = RestrictionParser.parse(kind, text);
            return new Read(parsed.restrictions(), parsed.blind(), parsed.faults());
        } catch (IOException e) {
            return new Unreadable("no JSON array of restrictions");
        }
    }

    /** Reads a failure: that a key holds something else than text is an answer too. */
    static RestrictionReading of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("WRONGTYPE") ? new Unreadable("no text") : new Unanswered(failure.toString());
    }
}
