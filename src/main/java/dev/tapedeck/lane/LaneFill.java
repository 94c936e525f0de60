package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.runtime.MemoryBudget;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The batch that a lane fills, and how far it has come in its partition. A batch begins with its first message. It is
 * sealed when it is full, old, or too much for the memory budget; one that an earlier owner has announced is sealed at the
 * announced end and nowhere else. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class LaneFill<L> {

    private final LaneId lane;
    private final LaneLife life;
    private final Supplier<LaneBatch<L>> batches;
    private final BatchDelivery<L> flush;
    private final LaneSettings settings;
    private final MemoryBudget.Account account;

    /** Where the next span begins: what is committed or sealed so far; negative before the first message. */
    private long from = -1;

    /** The next offset to be taken; negative before the first message. */
    private long next = -1;

    /** The first offset that was ever taken; negative before that. */
    private long first = -1;

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
            LaneLife life,
            Supplier<LaneBatch<L>> batches,
            BatchDelivery<L> flush,
            LaneSettings settings,
            MemoryBudget.Account account) {
        this.lane = lane;
        this.life = life;
        this.batches = batches;
        this.flush = flush;
        this.settings = settings;
        this.account = account;
    }

    long from() {
        return from;
    }

    long next() {
        return next;
    }

    /** The first offset that was ever taken; negative before that. */
    long first() {
        return first;
    }

    /** Everything before this offset is done: the next span begins here. */
    void startAt(long offset) {
        from = offset;
        next = offset;
    }

    /** Everything before this offset is committed, and no batch is open: the next one begins here. */
    void passed(long until) {
        from = until;
        next = Math.max(next, until);
    }

    /** There is nothing between {@link #next} and this offset. */
    void skipTo(long offset) {
        next = offset;
    }

    /** Takes one message into the open batch, which begins with it if there is none. */
    OfferResult take(InboundMessage message, L lookups) {
        OfferResult take = spanFor(message).batch().take(message, lookups);
        if (take instanceof OfferResult.Taken) {
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

    /** Whether the open batch is old enough to be sealed. One that waits for its first message is not: another would wait as well. */
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

    /** Whether the open batch must not grow for now: memory is used up, and storage too far behind for it to be sealed. */
    boolean mustWait() {
        return sealable() != null && account.isExceeded() && storageIsBehind();
    }

    /** Whether no further batch may be sealed before storage has taken one. */
    boolean storageIsBehind() {
        return flush.size() >= settings.sealedBatches();
    }

    /** Seals the open batch if storage is not too far behind; says whether it did. */
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
        startAt(until);
        account.sealed();
        flush.add(
                new BatchSpan(
                        lane.topic(), lane.partition(), current.from(), until, current.firstTimestamp(), current.log()),
                current.batch(),
                current.since());
    }

    /** The announced batch is complete: it ends here, and limits count again. */
    void rebuilt(LaneState.Rebuilding rebuilding) {
        sealAt(rebuilding.until());
        life.rebuilt(rebuilding);
        account.release();
    }

    /** Tells the memory budget what the lane holds: what is open and sealed, and this much in its queue. */
    void report(long queuedBytes) {
        account.report(queuedBytes + openBytes() + flush.heldBytes());
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

    /** What is open, unless it is an announced batch, which no limit seals. */
    private @Nullable OpenSpan<L> sealable() {
        return life.rebuilding() == null ? open : null;
    }

    private OpenSpan<L> spanFor(InboundMessage message) {
        OpenSpan<L> current = open;
        if (current == null) {
            current = begin(message, life.rebuilding());
            open = current;
        }
        return current;
    }

    private OpenSpan<L> begin(InboundMessage message, LaneState.@Nullable Rebuilding rebuilding) {
        LaneBatch<L> batch = batches.get();
        if (rebuilding != null) {
            batch.follow(rebuilding.announced());
        }
        return new OpenSpan<>(
                batch,
                from < 0 ? message.origin().offset() : from,
                rebuilding == null ? Math.max(0, message.timestamp()) : rebuilding.firstTimestamp(),
                rebuilding == null ? life.log() : rebuilding.log(),
                settings.clock().instant());
    }
}
