package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LaneStart.Continued;
import dev.tapedeck.lane.LaneStart.Replaced;
import dev.tapedeck.lane.LaneStart.Truncated;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a lane begins. Where the log is not the one in which the group has committed, it tells people what may be
 * missing, writes that down, commits the new beginning and has the consumer read from there. Confined to the lane's mailbox.
 */
final class LaneOpening {

    private static final Logger LOG = Logger.getLogger(LaneOpening.class);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<?> stages;
    private final Retries retries;
    private final BatchRecovery<?> earlier;
    private final LaneLife life;
    private final IntakeMeters meters;

    private @Nullable String notice;

    /** Told where the lane begins. Called on the lane's mailbox. */
    interface Opened {

        /**
         * The lane goes on from what was committed.
         *
         * @param polled how many messages had been polled before the consumer was sent there; 0 when nobody had to
         */
        void continues(Committed committed, long polled);

        /**
         * The lane begins elsewhere.
         *
         * @param from the offset to begin from, which is committed
         * @param polled how many messages had been polled before the consumer was sent there: they are not the lane's
         */
        void begins(long from, long polled);
    }

    LaneOpening(
            LaneId lane,
            LanePartition link,
            Stages<?> stages,
            Retries retries,
            BatchRecovery<?> earlier,
            LaneLife life,
            IntakeMeters meters) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.retries = retries;
        this.earlier = earlier;
        this.life = life;
        this.meters = meters;
    }

    /** What people should know of the beginning; null when it was as usual. */
    @Nullable String notice() {
        return notice;
    }

    /** An operator has taken note. */
    void acknowledge() {
        notice = null;
    }

    /** @param renewed whether the consumer may be anywhere in the partition */
    void open(boolean renewed, Opened opened) {
        retries.until(
                "committed",
                link::committed,
                committed -> retries.until("log", link::look, view -> decide(committed, view, renewed, opened)));
    }

    private void decide(Committed committed, LogView view, boolean renewed, Opened opened) {
        LaneStart start = LaneStart.of(committed, view);
        life.reads(start.log());
        if (start instanceof Continued) {
            proceed(committed, view, renewed, opened);
            return;
        }
        salvage(committed, messages -> {
            long until = reached(committed, messages);
            long whole = lacksCopies(committed) ? committed.offset() : until;
            switch (start) {
                case Continued _ -> throw new IllegalStateException("nothing to begin anew");
                case Truncated truncated -> {
                    OffsetGap missing = truncated.missing(lane, whole);
                    long from = truncated.from(until);
                    tellTruncated(truncated, missing, from);
                    record(missing, () -> begin(from, messages, opened));
                }
                case Replaced replaced -> {
                    OperatorMessage.TOPIC_REPLACED.log(
                            LOG,
                            lane,
                            "it is read from offset " + replaced.from() + "; what the other one had from offset "
                                    + whole + " on is lost");
                    meters.topicReplaced();
                    Runnable begin = () -> begin(replaced.from(), messages, opened);
                    OffsetGap lost = lost(committed, whole);
                    if (lost == null) {
                        begin.run();
                    } else {
                        record(lost, begin);
                    }
                }
            }
        });
    }

    /**
     * What has been polled so far may be of another topic with the same name, so it is polled again. Only where nothing was
     * committed, and the channel asks for the latest messages, the consumer alone knows where to begin.
     */
    private void proceed(Committed committed, LogView view, boolean renewed, Opened opened) {
        if (committed.offset() >= 0 || renewed || link.readsFromStart()) {
            seek(Math.max(committed.offset(), view.start()), polled -> opened.continues(committed, polled));
        } else {
            opened.continues(committed, 0);
        }
    }

    /** Finishes the batch that was announced, as far as that can be done without its messages. */
    private void salvage(Committed committed, Consumer<@Nullable List<OutboundMessage>> done) {
        Intent intent = committed.intent();
        if (intent == null) {
            done.accept(null);
        } else {
            earlier.salvage(committed.offset(), intent, done);
        }
    }

    private static long reached(Committed committed, @Nullable List<OutboundMessage> salvaged) {
        Intent intent = committed.intent();
        return intent == null || salvaged == null ? committed.offset() : intent.until();
    }

    /** Whether an announced batch sent messages elsewhere, and nobody knows whether they arrived. */
    private static boolean lacksCopies(Committed committed) {
        Intent intent = committed.intent();
        return intent != null && intent.exits() != null && !intent.exits().isEmpty();
    }

    private @Nullable OffsetGap lost(Committed committed, long until) {
        Intent intent = committed.intent();
        LogId log = committed.log();
        return intent == null || log == null || intent.until() <= until
                ? null
                : OffsetGap.ofDeleted(lane, log, until, intent.until());
    }

    private void tellTruncated(Truncated truncated, OffsetGap missing, long from) {
        OperatorMessage.LOG_TRUNCATED.log(
                LOG, lane, truncated.view().end(), truncated.had(), missing.from(), missing.until(), from);
        meters.logTruncated();
        notice = lane.topic() + '-' + lane.partition() + ": the log ended before offset " + truncated.had()
                + "; messages [" + missing.from() + ", " + missing.until() + ") may be missing";
    }

    private void record(OffsetGap gap, Runnable then) {
        meters.gap(gap.until() - gap.from());
        retries.until("gap", () -> stages.recordGap(gap), done -> then.run());
    }

    private void begin(long from, @Nullable List<OutboundMessage> messages, Opened opened) {
        List<OutboundMessage> salvaged = messages == null ? List.of() : messages;
        retries.until(
                "commit",
                () -> link.commit(from, Committed.metadata(life.log()), salvaged),
                done -> seek(from, polled -> opened.begins(from, polled)));
    }

    private void seek(long offset, LongConsumer then) {
        retries.until("seek", () -> link.seek(offset), then::accept);
    }
}
