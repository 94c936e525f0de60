package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;

/**
 * Where a lane begins, found by comparing what the group has committed with the log that is there. Offsets alone do not name
 * a message: the committed one may count in a log that is gone.
 */
sealed interface LaneStart {

    /** The log that the lane's offsets count in from now on. */
    LogId log();

    /** The log is the one in which the offset was committed, as far as is known; or nothing was committed. */
    record Continued(LogId log) implements LaneStart {}

    /** The topic is another one than that in which the offset was committed: it is read from its beginning. */
    record Replaced(LogId log, long from) implements LaneStart {}

    /**
     * The log has lost its end, below what was committed. What has been written there since cannot be told from what was
     * recorded before, so the lane goes on behind it.
     *
     * @param log counts the truncation: the same offsets name other messages now, so a batch of them needs another name
     * @param view the log as it is
     * @param had up to where, exclusive, messages had been read or announced
     */
    record Truncated(LogId log, LogView view, long had) implements LaneStart {

        /**
         * The offset to begin from.
         *
         * @param until up to where, exclusive, everything is recorded
         */
        long from(long until) {
            return Math.min(until, view.end());
        }

        /**
         * What may be missing, never empty: messages that are there at offsets that were read before, or, where there are none,
         * the offsets that are gone.
         *
         * @param until up to where, exclusive, everything is recorded
         */
        OffsetGap missing(LaneId lane, long until) {
            long from = from(until);
            long first = Math.min(view.start(), from);
            // Of an announced batch that nobody can finish any more, all messages may be missing.
            long last = until < had ? had : from;
            return first < last
                    ? new OffsetGap(lane.topic(), lane.partition(), first, last)
                    : new OffsetGap(lane.topic(), lane.partition(), from, had);
        }
    }

    /** Compares the two. */
    static LaneStart of(Committed committed, LogView view) {
        LogId now = LogId.of(view.topicId());
        LogId known = committed.log();
        if (committed.offset() < 0) {
            return new Continued(now);
        }
        if (known != null && !known.topicId().equals(view.topicId())) {
            return new Replaced(now, view.start());
        }
        LogId log = known == null ? now : known;
        Intent intent = committed.intent();
        long had = intent == null ? committed.offset() : Math.max(committed.offset(), intent.until());
        return had > view.end() ? new Truncated(log.truncated(), view, had) : new Continued(log);
    }
}
