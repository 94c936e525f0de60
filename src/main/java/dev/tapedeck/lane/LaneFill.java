package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.LaneState.Phase.Rebuilding;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.runtime.MemoryBudget;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The batch that a lane fills, and how far the lane has come in its partition. A batch begins with its first message. It is sealed when
 * it is full, old, or too large for the memory budget. A batch that an earlier owner has announced is sealed at the announced end and
 * nowhere else. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class LaneFill<L> {

    private final LaneId lane;
    private final LaneState state;
    private final Supplier<LaneBatch<L>> batches;
    private final BatchDelivery<L> delivery;
    private final LaneSettings settings;
    private final MemoryBudget.Account account;

    /** Where the next span begins, as everything before is sealed or committed; negative before the first message. */
    private long from = -1;

    /** The next offset to be taken; negative before the first message. */
    private long next = -1;

    /** The first offset that was ever taken; negative before that. */
    private long first = -1;

    /** Up to where everything is durable and committed; what was taken beyond it is read again when the lane closes. */
    private long durable = -1;

    private @Nullable OpenSpan<L> open;

    /** The open batch with what its span will be. */
    private record OpenSpan<L>(
            LaneBatch<L> batch,
            long from,
            long firstTimestamp,
            @Nullable LogId log,
            Instant since) {}

    LaneFill(
            LaneId lane,
            LaneState state,
            Supplier<LaneBatch<L>> batches,
            BatchDelivery<L> delivery,
            LaneSettings settings,
            MemoryBudget.Account account) {
        this.lane = lane;
        this.state = state;
        this.batches = batches;
        this.delivery = delivery;
        this.settings = settings;
        this.account = account;
    }

    long from() {
        return from;
    }

    long next() {
        return next;
    }

    /** Returns up to where everything is durable and committed; negative before that is known. */
    long durable() {
        return durable;
    }

    /** Everything before this offset is committed. The lane goes on from here. */
    void startAt(long offset) {
        begin(offset);
        durable = offset;
    }

    private void begin(long offset) {
        from = offset;
        next = offset;
    }

    /** Everything before this offset is durable and will not be read again. */
    void finished(long until) {
        durable = until;
    }

    /** Everything before this offset is committed. If no batch is open, the next one begins here. */
    void passed(long until) {
        durable = until;
        if (open == null) {
            from = until;
            next = Math.max(next, until);
        }
    }

    /** Whether no batch is open, and the lane has moved on since the last commit. */
    boolean hasPassed() {
        return open == null && durable >= 0 && next > durable;
    }

    /** Returns how many offsets the lane has taken that are not committed. */
    long left() {
        return open == null && delivery.size() == 0 ? 0 : next - Math.max(durable, 0);
    }

    /** Returns up to where, exclusive, the log has to reach. */
    long needed() {
        Rebuilding rebuilding = state.rebuilding();
        return rebuilding == null ? next : Math.max(next, rebuilding.until());
    }

    /**
     * Returns what the lane has taken and drops, with what the log has lost from this offset on; null if there is nothing. Until it is
     * read again the log may change once more, and nobody else would know of it.
     */
    @Nullable OffsetGap lostWithEnd(long offset) {
        long taken = firstLeft();
        long start = taken < 0 ? offset : Math.min(offset, taken);
        return start < next ? new OffsetGap(lane.topic(), lane.partition(), start, next) : null;
    }

    /** Returns what is lost when the topic is deleted: what the lane has taken and not made durable; null if there is nothing. */
    @Nullable OffsetGap lostWithTopic() {
        LogId log = state.log();
        long start = firstLeft();
        return log == null || start < 0 || next <= start ? null : OffsetGap.ofDeleted(lane, log, start, next);
    }

    /** Returns the first offset that was taken and may not be durable; negative when nothing was taken. */
    private long firstLeft() {
        return durable < 0 ? first : durable;
    }

    /** There is nothing between {@link #next} and this offset. */
    void skipTo(long offset) {
        next = offset;
    }

    /** Takes one message into the open batch, which begins with it if there is none. */
    OfferResult take(InboundMessage message, L lookups) {
        OfferResult take = spanFor(message).batch().take(message, lookups);
        if (take instanceof OfferResult.Accepted) {
            next = message.origin().offset() + 1;
            first = first < 0 ? message.origin().offset() : first;
        }
        return take;
    }

    /** Whether there is an open batch that takes no further message. */
    boolean isFull() {
        OpenSpan<L> current = sealable();
        return current != null && current.batch().isFull();
    }

    /** Whether the open batch is old enough to be sealed. A batch whose first message waits is not: the next batch would wait as well. */
    boolean isDue() {
        OpenSpan<L> current = sealable();
        return current != null
                && next > current.from()
                && ClockSkew.isOver(
                        settings.maxAge(), current.since(), settings.clock().instant());
    }

    /** Seals the open batch if it is due and storage is not too far behind. */
    void sealByAge() {
        if (isDue()) {
            seal();
        }
    }

    /** Seals the open batch if the memory budget asks for it and storage is not too far behind. */
    void sealUnderPressure() {
        OpenSpan<L> current = sealable();
        if (current != null && account.shouldSeal(current.batch().heldBytes())) {
            seal();
        }
    }

    /** Whether the open batch must not grow for now: memory is used up, and storage is too far behind for another sealed batch. */
    boolean mustWait() {
        return sealable() != null && account.isExceeded() && storageIsBehind();
    }

    /** Whether no further batch may be sealed before storage has taken one. */
    boolean storageIsBehind() {
        return delivery.size() >= settings.sealedBatches();
    }

    /** Seals the open batch if storage is not too far behind. Returns whether it did. */
    boolean seal() {
        if (storageIsBehind()) {
            return false;
        }
        sealAt(next);
        return true;
    }

    /** Ends the open batch, if there is one, before this offset, and sends it on its way. */
    void sealAt(long until) {
        OpenSpan<L> current = open;
        if (current == null) {
            return;
        }
        open = null;
        if (until <= current.from()) {
            current.batch().discard();
            return;
        }
        begin(until);
        account.sealed();
        delivery.add(
                new BatchSpan(
                        lane.topic(), lane.partition(), current.from(), until, current.firstTimestamp(), current.log()),
                current.batch(),
                current.since());
    }

    /** The announced batch is complete. It ends here, and limits count again. */
    void rebuilt(Rebuilding rebuilding) {
        sealAt(rebuilding.until());
        state.rebuilt();
        account.release();
    }

    /** Reports what the lane holds to the memory budget: the open batch, sealed batches, and this much in its queue. */
    void report(long queuedBytes) {
        account.report(queuedBytes + openBytes() + delivery.heldBytes());
    }

    /** Drops the open batch. */
    void discard() {
        OpenSpan<L> current = open;
        open = null;
        if (current != null) {
            current.batch().discard();
        }
    }

    /** Bytes held by the open batch. */
    long openBytes() {
        OpenSpan<L> current = open;
        return current == null ? 0 : current.batch().heldBytes();
    }

    /** When the open batch took its first message; null when there is none. */
    @Nullable Instant since() {
        OpenSpan<L> current = open;
        return current == null ? null : current.since();
    }

    /** Returns the open batch, unless it is an announced one, which no limit seals. */
    private @Nullable OpenSpan<L> sealable() {
        return state.rebuilding() == null ? open : null;
    }

    private OpenSpan<L> spanFor(InboundMessage message) {
        OpenSpan<L> current = open;
        if (current == null) {
            current = begin(message, state.rebuilding());
            open = current;
        }
        return current;
    }

    private OpenSpan<L> begin(InboundMessage message, @Nullable Rebuilding rebuilding) {
        LaneBatch<L> batch = batches.get();
        if (rebuilding != null) {
            batch.follow(rebuilding.announced());
        }
        return new OpenSpan<>(
                batch,
                from < 0 ? message.origin().offset() : from,
                rebuilding == null ? Math.max(0, message.timestamp()) : rebuilding.firstTimestamp(),
                rebuilding == null ? state.log() : rebuilding.log(),
                settings.clock().instant());
    }
}
