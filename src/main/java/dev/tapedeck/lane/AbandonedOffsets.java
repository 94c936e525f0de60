package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The offsets that a lane had taken and not committed when it closed. They are read again, unless the log loses them before. Then nobody
 * else can tell that they were there. Nobody waits for what is done here, as the partition may be another lane's at once. Callable on
 * any thread.
 */
final class AbandonedOffsets {

    private static final Logger LOG = Logger.getLogger(AbandonedOffsets.class);

    /** Long enough for a broker to start again. */
    private static final int ATTEMPTS = 150;

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<?> stages;
    private final Scheduler delays;
    private final IntakeMeters meters;

    AbandonedOffsets(LaneId lane, LanePartition link, Stages<?> stages, Scheduler delays, IntakeMeters meters) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.delays = delays;
        this.meters = meters;
    }

    /**
     * Looks whether the offsets are still there, as they are to be read again.
     *
     * @param log the log that they were read from
     * @param from the first of them
     * @param until the offset after the last one
     */
    void leave(LogId log, long from, long until) {
        OperatorMessage.ABANDONED.log(LOG, lane, until - from);
        meters.abandoned(until - from);
        attempt("log", () -> link.look().invoke(now -> compare(log, from, until, now)), ATTEMPTS);
    }

    private void compare(LogId log, long from, long until, LogView now) {
        if (!now.topicId().equals(log.topicId())) {
            lose(OffsetGap.ofDeleted(lane, log, from, until));
        } else if (now.end() < until) {
            lose(new OffsetGap(lane.topic(), lane.partition(), from, until));
        }
    }

    private void lose(OffsetGap gap) {
        meters.gap(gap.until() - gap.from());
        tell(gap);
    }

    /** Records a gap of messages that cannot be read again. */
    void tell(OffsetGap gap) {
        OperatorMessage.TOPIC_REPLACED.log(
                LOG, lane, "the messages [" + gap.from() + ", " + gap.until() + ") may be missing");
        attempt("gap", () -> stages.recordGap(gap), ATTEMPTS);
    }

    private void attempt(String step, Supplier<Uni<?>> work, int attempts) {
        Uni.createFrom()
                .deferred(work::get)
                .subscribe()
                .with(done -> {}, failure -> again(step, work, attempts, failure));
    }

    private void again(String step, Supplier<Uni<?>> work, int attempts, Throwable failure) {
        if (attempts > 1) {
            delays.after(WAIT, () -> attempt(step, work, attempts - 1));
        } else {
            OperatorMessage.STEP_FAILED.logWithCause(LOG, failure, lane, step);
        }
    }
}
