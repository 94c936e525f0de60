package dev.tapedeck.intake;

import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import org.jboss.logging.Logger;

/** Looks whether a lane's messages follow each other, and tells people where they do not. Confined to the lane's mailbox. */
final class OffsetWatch {

    private static final Logger LOG = Logger.getLogger(OffsetWatch.class);

    private final LaneId lane;
    private final LaneLink link;
    private final Stages<?> stages;
    private final Retries retries;
    private final IntakeMeters meters;

    /** The offset of the message that was looked at last. */
    private long seen = -1;

    OffsetWatch(LaneId lane, LaneLink link, Stages<?> stages, Retries retries, IntakeMeters meters) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.retries = retries;
        this.meters = meters;
    }

    /**
     * Below what has been taken, a message is taken no more, be it one that the lane had begun with or one of a log that
     * was cut: which of the two it is, only people can tell, so they are told.
     *
     * @param next the next offset to be taken
     */
    void sees(long offset, long next) {
        if (offset < seen) {
            OperatorMessage.WENT_BACK.log(LOG, lane, seen, offset, next);
            meters.wentBack();
        }
        seen = offset;
    }

    /**
     * Offsets are missing between what was expected and a message. Most often nothing was there: markers of transactions, or
     * compacted records. If the log begins later than we had come, messages are gone, and that is recorded before anything else.
     *
     * @param passed called once the message may be taken
     */
    void lookIntoGap(long expected, long offset, Runnable passed) {
        retries.until("log-start", link::logStart, start -> {
            if (start <= expected) {
                passed.run();
                return;
            }
            OffsetGap gap = new OffsetGap(lane.topic(), lane.partition(), expected, Math.min(start, offset));
            OperatorMessage.GAP.log(LOG, lane, gap.from(), gap.until());
            meters.gap(gap.until() - gap.from());
            retries.until("gap", () -> stages.recordGap(gap), done -> passed.run());
        });
    }
}
