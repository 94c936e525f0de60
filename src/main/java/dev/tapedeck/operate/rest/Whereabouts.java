package dev.tapedeck.operate.rest;

import dev.tapedeck.intake.LaneId;
import dev.tapedeck.intake.LaneStatus;
import dev.tapedeck.operate.rest.Recollection.Messages;
import dev.tapedeck.screen.GateMarks;
import dev.tapedeck.session.Fate;
import dev.tapedeck.summary.BlockSearch;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a session, and what follows from it.
 *
 * @param blocks what ClickHouse has
 * @param marks what Redis remembers; null when it does not answer
 * @param own what this instance remembers of its messages
 * @param teamless what this instance remembers of messages that named the same session and no team that was known
 * @param lanes the lanes of this instance
 */
record Whereabouts(
        BlockSearch blocks,
        @Nullable GateMarks marks,
        Recollection own,
        Recollection teamless,
        List<LaneStatus> lanes) {

    /** What became of the session, in a word. */
    enum Outcome {
        /** All that is known of was recorded. */
        RECORDED,
        /** Some was recorded and some was not. */
        PARTLY_RECORDED,
        /** Messages are recorded and cannot be read yet. */
        OPEN,
        /** It is kept out. */
        BLOCKED,
        DROPPED,
        DIVERTED,
        DEAD_LETTERED,
        /** Nothing was recorded, for more than one of these reasons. */
        NOT_RECORDED,
        /** Some instance has admitted it in the last two days, and there is no block. */
        ADMITTED,
        /** ClickHouse or Redis does not answer, and this instance remembers nothing. */
        UNDETERMINED,
        /** Nobody has heard of it. */
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Recorded messages that cannot be read yet: up to which offset, and where they are. */
    record Open(LaneId lane, long offset, String where) {}

    Outcome outcome() {
        boolean blocked = marks != null && marks.blocked();
        Set<Fate> losses = losses();
        Open open = open();
        if (isStored(open)) {
            return losses.isEmpty() && !blocked && !hasDroppedEvents() ? Outcome.RECORDED : Outcome.PARTLY_RECORDED;
        }
        if (open != null) {
            return Outcome.OPEN;
        }
        if (blocked) {
            return Outcome.BLOCKED;
        }
        if (!losses.isEmpty()) {
            return losses.size() > 1
                    ? Outcome.NOT_RECORDED
                    : only(losses.iterator().next());
        }
        if (marks == null || blocks instanceof BlockSearch.Unknown) {
            return Outcome.UNDETERMINED;
        }
        return marks.seen() ? Outcome.ADMITTED : Outcome.UNKNOWN;
    }

    /** Where recorded messages wait to be readable; null when none are known to. */
    @Nullable Open open() {
        Messages messages = own.messages();
        LaneId lane = messages == null ? null : messages.lane();
        if (messages == null || lane == null) {
            return null;
        }
        long offset = messages.lastRecorded();
        for (LaneStatus status : lanes) {
            if (status.lane().topic().equals(lane.topic()) && status.lane().partition() == lane.partition()) {
                return status.committed() > offset ? null : new Open(lane, offset, where(status, lane, offset));
            }
        }
        return hasBlockOf(lane, offset) ? null : new Open(lane, offset, "its partition has left this instance");
    }

    private static String where(LaneStatus status, LaneId lane, long offset) {
        if (status.lane().epoch() != lane.epoch()) {
            return "to be read again";
        }
        return offset >= status.from() ? "open batch" : "sealed batch";
    }

    /** An offset is committed after its rows are there, so what is remembered will do where ClickHouse does not answer. */
    private boolean isStored(@Nullable Open open) {
        return switch (blocks) {
            case BlockSearch.Found found -> found.blocks() > 0;
            case BlockSearch.Unknown _ ->
                own.messages() != null && own.messages().recorded() > 0 && open == null;
        };
    }

    private boolean hasDroppedEvents() {
        return blocks instanceof BlockSearch.Found found && found.droppedEvents() > 0;
    }

    private boolean hasBlockOf(LaneId lane, long offset) {
        return blocks instanceof BlockSearch.Found found
                && found.first().stream()
                        .anyMatch(block -> block.topic().equals(lane.topic())
                                && block.partition() == lane.partition()
                                && block.from() <= offset
                                && offset < block.until());
    }

    private Set<Fate> losses() {
        Set<Fate> losses = EnumSet.noneOf(Fate.class);
        for (Recollection one : List.of(own, teamless)) {
            if (one.messages() != null) {
                losses.addAll(one.messages().others().keySet());
            }
        }
        return losses;
    }

    private static Outcome only(Fate fate) {
        return switch (fate) {
            case RECORDED -> Outcome.RECORDED;
            case DROPPED -> Outcome.DROPPED;
            case DIVERTED -> Outcome.DIVERTED;
            case DEAD_LETTERED -> Outcome.DEAD_LETTERED;
        };
    }
}
