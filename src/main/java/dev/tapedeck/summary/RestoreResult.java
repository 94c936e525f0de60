package dev.tapedeck.summary;

import java.util.List;
import java.util.stream.Stream;

/**
 * What came of writing the rows that objects lacked.
 *
 * @param blocks blocks that had no row and have one now
 * @param lines console lines that had no row and have one now
 * @param notShown rows that ClickHouse has accepted and does not show
 * @param halves blocks of which nothing was written
 */
public record RestoreResult(int blocks, int lines, int notShown, List<Half> halves) {

    /** Nothing was lacking. */
    public static final RestoreResult NOTHING = new RestoreResult(0, 0, 0, List.of());

    /**
     * A block that one table names and another does not: written again, it would count twice in the one that does.
     *
     * @param url the block's address
     * @param there the table that names it
     * @param notThere the table that does not
     */
    public record Half(String url, String there, String notThere) {}

    public RestoreResult {
        halves = List.copyOf(halves);
    }

    public RestoreResult and(RestoreResult other) {
        return new RestoreResult(
                blocks + other.blocks,
                lines + other.lines,
                notShown + other.notShown,
                Stream.concat(halves.stream(), other.halves.stream()).toList());
    }
}
