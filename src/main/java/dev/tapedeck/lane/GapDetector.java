package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Detects offsets that are missing between a lane's messages, and offsets that come again. Confined to the lane's mailbox. */
final class GapDetector {

    private static final Logger LOG = Logger.getLogger(GapDetector.class);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<?> stages;
    private final Retries retries;
    private final IntakeMeters meters;

    /** The offset of the last message that was taken or passed over. */
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

    /** Whether this offset came before, so that the log was cut or is another one. */
    boolean goesBack(long offset) {
        return offset <= seen;
    }

    /** The message at this offset is done, or there is none. */
    void saw(long offset) {
        seen = offset;
    }

    /** The message at this offset is below where the lane began, and is not taken. */
    void passesOver(long offset) {
        saw(offset);
        passedOver = passedOver < 0 ? offset : Math.min(passedOver, offset);
    }

    /** Returns the lowest offset that was passed over, if it is below this one; else this one. */
    long firstPassedOver(long offset) {
        return passedOver < 0 ? offset : Math.min(passedOver, offset);
    }

    /** The consumer was sent elsewhere, so whatever comes next does not go back. */
    void forget() {
        seen = -1;
        passedOver = -1;
    }

    /**
     * Offsets are missing between the expected one and a message, or the consumer's position. Most often nothing was there but markers of
     * transactions or compacted records. If the log begins later than the lane had come, messages are gone, and that is recorded first.
     *
     * @return completes once the message may be taken
     */
    Uni<Void> lookIntoGap(long expected, long offset) {
        return retries.step("log-start", link::look).chain(log -> {
            if (log.start() <= expected) {
                return Uni.createFrom().voidItem();
            }
            OffsetGap gap = new OffsetGap(lane.topic(), lane.partition(), expected, Math.min(log.start(), offset));
            OperatorMessage.GAP.log(LOG, lane, gap.from(), gap.until());
            meters.gap(gap.until() - gap.from());
            return retries.step("gap", () -> stages.recordGap(gap));
        });
    }
}
