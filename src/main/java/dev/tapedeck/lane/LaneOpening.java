package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.LaneOpening.Beginning.Continues;
import dev.tapedeck.lane.LaneOpening.Beginning.StartsOver;
import dev.tapedeck.lane.LaneOpening.Start.Continued;
import dev.tapedeck.lane.LaneOpening.Start.Replaced;
import dev.tapedeck.lane.LaneOpening.Start.Truncated;
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
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a lane begins. If the log is not the one in which the group has committed, messages may be missing. The lane then tells
 * people, records the gap, commits the new beginning and has the consumer read from there. Confined to the lane's mailbox.
 */
final class LaneOpening {

    private static final Logger LOG = Logger.getLogger(LaneOpening.class);

    private final LaneId lane;
    private final LanePartition link;
    private final Stages<?> stages;
    private final Retries retries;
    private final BatchDelivery<?> delivery;
    private final LaneState state;
    private final IntakeMeters meters;

    private @Nullable String notice;

    /** Where the lane begins. */
    sealed interface Beginning {

        /**
         * The lane goes on from what was committed.
         *
         * @param polled how many messages were polled before the consumer was sent there; 0 when it was not
         */
        record Continues(Committed committed, long polled) implements Beginning {}

        /**
         * The lane begins elsewhere.
         *
         * @param from the offset to begin from, which is committed
         * @param polled how many messages were polled before the consumer was sent there; they are not the lane's
         */
        record StartsOver(long from, long polled) implements Beginning {}
    }

    /**
     * What was committed, compared with the log as it is. An offset alone does not name a message: the committed one may count in a log
     * that is gone.
     */
    sealed interface Start {

        /** Returns the log that the lane's offsets count in from now on. */
        LogId log();

        /** The log is the one in which the offset was committed, as far as is known; or nothing was committed. */
        record Continued(LogId log) implements Start {}

        /** The offset was committed in another topic of the same name. The present one is read from its beginning. */
        record Replaced(LogId log, long from) implements Start {}

        /**
         * The log has lost its end, below what was committed. Nobody can tell whether messages written there since were recorded before,
         * so the lane goes on behind them.
         *
         * @param log counts the truncation: the same offsets name other messages now, so a batch of them needs another name
         * @param view the log as it is
         * @param had up to where, exclusive, messages had been read or announced
         */
        record Truncated(LogId log, LogView view, long had) implements Start {

            /**
             * Returns the offset to begin from.
             *
             * @param until up to where, exclusive, everything is recorded
             */
            long from(long until) {
                return Math.min(until, view.end());
            }

            /**
             * Returns what may be missing, which is never empty: messages that are there at offsets that were read before, or, if there
             * are none, the offsets that are gone.
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

        static Start of(Committed committed, LogView view) {
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

    /**
     * What could be done about an announced batch without its messages.
     *
     * @param messages have to go out with the next commit
     * @param until up to where, exclusive, everything is recorded
     * @param whole up to where, exclusive, everything is recorded and every copy is known to be sent
     */
    private record Salvaged(List<OutboundMessage> messages, long until, long whole) {}

    LaneOpening(
            LaneId lane,
            LanePartition link,
            Stages<?> stages,
            Retries retries,
            BatchDelivery<?> delivery,
            LaneState state,
            IntakeMeters meters) {
        this.lane = lane;
        this.link = link;
        this.stages = stages;
        this.retries = retries;
        this.delivery = delivery;
        this.state = state;
        this.meters = meters;
    }

    /** Returns what people should know of the beginning; null when it was as usual. */
    @Nullable String notice() {
        return notice;
    }

    /** An operator has taken note. */
    void acknowledge() {
        notice = null;
    }

    /** @param renewed whether the consumer may be anywhere in the partition */
    Uni<Beginning> open(boolean renewed) {
        return retries.step("committed", link::committed)
                .chain(committed -> retries.step("log", link::look).chain(view -> decide(committed, view, renewed)));
    }

    private Uni<Beginning> decide(Committed committed, LogView view, boolean renewed) {
        Start start = Start.of(committed, view);
        state.reads(start.log());
        return switch (start) {
            case Continued _ -> proceed(committed, view, renewed);
            case Truncated truncated -> salvage(committed).chain(salvaged -> truncated(truncated, salvaged));
            case Replaced replaced ->
                salvage(committed).chain(salvaged -> replaced(replaced.from(), committed, salvaged));
        };
    }

    /**
     * What has been polled so far may be of another topic with the same name, so it is polled again. If nothing was committed and the
     * channel asks for the latest messages, only the consumer knows where to begin.
     */
    private Uni<Beginning> proceed(Committed committed, LogView view, boolean renewed) {
        if (committed.offset() >= 0 || renewed || link.readsFromStart()) {
            return seek(Math.max(committed.offset(), view.start())).map(polled -> new Continues(committed, polled));
        }
        return Uni.createFrom().item(new Continues(committed, 0));
    }

    private Uni<Salvaged> salvage(Committed committed) {
        long offset = committed.offset();
        Intent intent = committed.intent();
        if (intent == null) {
            return Uni.createFrom().item(new Salvaged(List.of(), offset, offset));
        }
        return delivery.salvage(offset, intent).map(messages -> {
            if (messages == null) {
                return new Salvaged(List.of(), offset, offset);
            }
            return new Salvaged(messages, intent.until(), intent.hasCopies() ? offset : intent.until());
        });
    }

    private Uni<Beginning> truncated(Truncated truncated, Salvaged salvaged) {
        OffsetGap missing = truncated.missing(lane, salvaged.whole());
        long from = truncated.from(salvaged.until());
        OperatorMessage.LOG_TRUNCATED.log(
                LOG, lane, truncated.view().end(), truncated.had(), missing.from(), missing.until(), from);
        meters.logTruncated();
        notice = lane.topic() + '-' + lane.partition() + ": the log ended before offset " + truncated.had()
                + "; messages [" + missing.from() + ", " + missing.until() + ") may be missing";
        return record(missing).chain(() -> startOver(from, salvaged.messages()));
    }

    private Uni<Beginning> replaced(long from, Committed committed, Salvaged salvaged) {
        OperatorMessage.TOPIC_REPLACED.log(
                LOG,
                lane,
                "it is read from offset " + from + "; what the other one had from offset " + salvaged.whole()
                        + " on is lost");
        meters.topicReplaced();
        Intent intent = committed.intent();
        LogId log = committed.log();
        Uni<Void> recorded = intent == null || log == null || intent.until() <= salvaged.whole()
                ? Uni.createFrom().voidItem()
                : record(OffsetGap.ofDeleted(lane, log, salvaged.whole(), intent.until()));
        return recorded.chain(() -> startOver(from, salvaged.messages()));
    }

    private Uni<Void> record(OffsetGap gap) {
        meters.gap(gap.until() - gap.from());
        return retries.step("gap", () -> stages.recordGap(gap));
    }

    private Uni<Beginning> startOver(long from, List<OutboundMessage> messages) {
        return retries.step("commit", () -> link.commit(from, Committed.metadata(state.log()), messages))
                .chain(() -> seek(from))
                .map(polled -> new StartsOver(from, polled));
    }

    private Uni<Long> seek(long offset) {
        return retries.step("seek", () -> link.seek(offset));
    }
}
