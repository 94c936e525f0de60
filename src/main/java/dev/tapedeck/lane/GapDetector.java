package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import org.jboss.logging.Logger;

/** Looks whether a lane's messages follow each other, and tells people where they do not. Confined to the lane's mailbox. */
final class GapDetector {

    private static final Logger LOG = Logger.getLogger(GapDetector.class);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<?> stages;
    private final Retries retries;
    private final IntakeMeters meters;

    /** The offset of the last message that was dealt with. */
    private long seen = -1;

    /** The lowest offset of a message that was passed over; negative when none was. */
    private long passedOver = -1;

    GapDetector(LaneId lane, LanePartition link, Stages<?> stages, Retries retries, IntakeMeters meters) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.retries = retries;
        this.meters = meters;
    }

    /** Whether the log was cut or is another one: the offset was dealt with before. */
    boolean goesBack(long offset) {
        return offset <= seen;
    }

    /** What is at this offset was dealt with, or there is nothing. */
    void saw(long offset) {
        seen = offset;
    }

    /** A message below what the lane had begun with is passed over. */
    void passesOver(long offset) {
        saw(offset);
        passedOver = passedOver < 0 ? offset : Math.min(passedOver, offset);
    }

    /** The first offset, from this one down, whose message was passed over. */
    long firstPassedOver(long offset) {
        return passedOver < 0 ? offset : Math.min(passedOver, offset);
    }

    /** The consumer was sent elsewhere: whatever comes next does not go back. */
    void forget() {
        seen = -1;
        passedOver = -1;
    }

    /**
     * Offsets are missing between what was expected and a message, or the consumer's position. Most often nothing was there:
     * markers of transactions, or compacted records. If the log begins later than we had come, messages are gone, and that is
     * recorded before anything else.
     *
     * @param passed called once the message may be taken
     */
    void lookIntoGap(long expected, long offset, Runnable passed) {
        retries.until("log-start", link::look, log -> {
            if (log.start() <= expected) {
                passed.run();
                return;
            }
            OffsetGap gap = new OffsetGap(lane.topic(), lane.partition(), expected, Math.min(log.start(), offset));
            OperatorMessage.GAP.log(LOG, lane, gap.from(), gap.until());
            meters.gap(gap.until() - gap.from());
            retries.until("gap", () -> stages.recordGap(gap), done -> passed.run());
        });
    }
}
