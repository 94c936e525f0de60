package dev.tapedeck.deadletter;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an operator has asked for. */
sealed interface Request {

    /**
     * Count the letters by reason, and name some.
     *
     * @param limit how many of the newest are named, 0 or more
     */
    record Listing(Selection selection, int limit) implements Request {}

    /**
     * Show one letter.
     *
     * @param place where it is, as it was written
     * @param bytes how much of its body, 0 or more
     */
    record Showing(String place, int bytes) implements Request {}

    /**
     * Replay letters.
     *
     * @param limit how many at most, the oldest of each partition first; at least 1
     * @param execute whether to do it; otherwise only say what would be done
     * @param perSecond how many in a second at most, at least 1
     * @param unchecked whether to go without asking the rows if a message was recorded after all
     */
    record Replaying(Selection selection, int limit, boolean execute, int perSecond, boolean unchecked)
            implements Request {}

    /** Tell how the command is used. */
    record Help(String text) implements Request {}

    /**
     * Which letters.
     *
     * @param team the id of the team, or null
     */
    record Selection(
            Set<String> reasons,
            Set<String> tokens,
            @Nullable Integer team,
            @Nullable String session,
            @Nullable Instant since,
            @Nullable Instant until) {}
}
