package dev.tapedeck.management.http;

import dev.tapedeck.lane.LaneStatus;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.management.history.SessionHistory.Recollection;
import dev.tapedeck.management.history.SessionHistory.Recollection.Messages;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.summary.clickhouse.RecordedBlocks;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a session, and what follows from it.
 *
 * @param blocks what ClickHouse has
 * @param marks what Redis remembers; null when Redis is unavailable
 * @param own what this instance remembers of its messages
 * @param teamless what this instance remembers of messages that named the same session and no team that was known
 * @param lanes the lanes of this instance
 * @param departed the last lane of each partition that has left this instance
 */
record RecordingStatus(
        RecordedBlocks.Result blocks,
        SessionGate.@Nullable Marks marks,
        Recollection own,
        Recollection teamless,
        List<LaneStatus> lanes,
        List<LaneStatus> departed) {

    /** States of lanes that commit nothing more. */
    private static final Set<String> ENDED = Set.of("closed", "failed");

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
        /** Some instance has admitted it in the last two days, or this one has recorded it, and there is no block. */
        ADMITTED,
        /** ClickHouse or Redis is unavailable, and what this instance remembers does not decide it. */
        UNDETERMINED,
        /** Nobody has heard of it. */
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Recorded messages that cannot be read yet: up to which offset, and where they are. */
    record Open(LaneId lane, long offset, String where) {}

    /** The last message that was recorded here. */
    private record Last(LaneId lane, long offset) {}

    Outcome outcome() {
        boolean blocked = marks != null && marks.blocked();
        Set<MessageFate> losses = losses();
        if (isStored()) {
            return losses.isEmpty() && !blocked && !hasDroppedEvents() ? Outcome.RECORDED : Outcome.PARTLY_RECORDED;
        }
        if (open() != null) {
            return Outcome.OPEN;
        }
        if (last() != null) {
            return blocks instanceof RecordedBlocks.Unknown ? Outcome.UNDETERMINED : Outcome.ADMITTED;
        }
        if (blocked) {
            return Outcome.BLOCKED;
        }
        if (!losses.isEmpty()) {
            return losses.size() > 1
                    ? Outcome.NOT_RECORDED
                    : only(losses.iterator().next());
        }
        if (marks == null || blocks instanceof RecordedBlocks.Unknown) {
            return Outcome.UNDETERMINED;
        }
        return marks.seen() ? Outcome.ADMITTED : Outcome.UNKNOWN;
    }

    /** Where recorded messages wait to be readable; null when none are known to. */
    @Nullable Open open() {
        Last last = last();
        if (last == null || isReadable(last)) {
            return null;
        }
        LaneStatus holder = holder(last.lane());
        boolean certain = holder != null && tells(holder, last.lane());
        return certain || hasAllBlocks() ? new Open(last.lane(), last.offset(), where(holder, last)) : null;
    }

    private @Nullable Last last() {
        Messages messages = own.messages();
        LaneId lane = messages == null ? null : messages.lane();
        return messages == null || lane == null ? null : new Last(lane, messages.lastRecorded());
    }

    /** The lane that has the partition now, or is finishing what it has of it. */
    private @Nullable LaneStatus holder(LaneId lane) {
        return Stream.concat(lanes.stream(), departed.stream().filter(status -> !ENDED.contains(status.state())))
                .filter(status -> isOfPartition(status, lane))
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether the committed offset of this lane is authoritative. It is not once the lane has ended: the response to its last commit may
     * be lost, and another instance may have committed more. It is not for a new lane either, before the group has returned an offset.
     */
    private static boolean tells(LaneStatus holder, LaneId lane) {
        return !ENDED.contains(holder.state()) && (holder.lane().epoch() == lane.epoch() || holder.committed() >= 0);
    }

    private static String where(@Nullable LaneStatus holder, Last last) {
        if (holder == null) {
            return "its partition has left this instance";
        }
        if (holder.lane().epoch() != last.lane().epoch() || ENDED.contains(holder.state())) {
            return "to be read again";
        }
        return last.offset() >= holder.from() ? "open batch" : "sealed batch";
    }

    private boolean isStored() {
        Last last = last();
        return switch (blocks) {
            case RecordedBlocks.Found found -> found.blocks() > 0;
            case RecordedBlocks.Unknown _ -> last != null && isReadable(last);
        };
    }

    /** An offset is committed after its rows exist. So the committed offset decides where ClickHouse is unavailable. */
    private boolean isReadable(Last last) {
        return hasBlockOf(last)
                || Stream.concat(lanes.stream(), departed.stream()).anyMatch(status -> hasCommitted(status, last));
    }

    /** What an earlier lane had committed says nothing of a message that was recorded again since. */
    private static boolean hasCommitted(LaneStatus status, Last last) {
        return isOfPartition(status, last.lane())
                && status.lane().epoch() >= last.lane().epoch()
                && status.committed() > last.offset();
    }

    private static boolean isOfPartition(LaneStatus status, LaneId lane) {
        return status.lane().topic().equals(lane.topic()) && status.lane().partition() == lane.partition();
    }

    private boolean hasAllBlocks() {
        return blocks instanceof RecordedBlocks.Found found && !found.truncated();
    }

    private boolean hasDroppedEvents() {
        return blocks instanceof RecordedBlocks.Found found && found.droppedEvents() > 0;
    }

    private boolean hasBlockOf(Last last) {
        return blocks instanceof RecordedBlocks.Found found
                && found.first().stream()
                        .anyMatch(block -> block.topic().equals(last.lane().topic())
                                && block.partition() == last.lane().partition()
                                && block.from() <= last.offset()
                                && last.offset() < block.until());
    }

    private Set<MessageFate> losses() {
        Set<MessageFate> losses = EnumSet.noneOf(MessageFate.class);
        for (Recollection one : List.of(own, teamless)) {
            if (one.messages() != null) {
                losses.addAll(one.messages().others().keySet());
            }
        }
        return losses;
    }

    private static Outcome only(MessageFate fate) {
        return switch (fate) {
            case RECORDED -> Outcome.RECORDED;
            case DROPPED -> Outcome.DROPPED;
            case DIVERTED -> Outcome.DIVERTED;
            case DEAD_LETTERED -> Outcome.DEAD_LETTERED;
        };
    }
}
