package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.LaneQueue.Slice;
import dev.tapedeck.lane.LaneState.Phase.Rebuilding;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a lane's queued messages into its open batch, in order, as long as there is room and no message must wait for a server. Also
 * knows when the lane last got on, and since when it cannot. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class LanePump<L> {

    /** More than a full queue becomes, unless its bodies are compressed many times over. */
    private static final long LARGE_GROWTH_BYTES = 8L << 20;

    private final LaneState state;
    private final LaneFill<L> fill;
    private final GapDetector offsets;
    private final Stages<L> stages;
    private final Retries retries;
    private final IntakeMeters meters;
    private final InstantSource clock;
    private final LongConsumer wentBack;
    private final LaneQueue<L> queue = new LaneQueue<>();

    /** How many messages of the partition have been polled up to the last one that came here. */
    private long polled;

    /** How many had been polled when the consumer was sent elsewhere: some of them may come only now. */
    private long stale;

    private @Nullable String waitingFor;
    private int waits;
    private boolean asking;
    private boolean suspended;

    /** When the lane last got on. */
    private Instant latest;

    /** Since when the first message waits. */
    private @Nullable Instant waitingSince;

    /** Since when the lane owes a step with its messages, or the delivery of a batch, and no server keeps it from that. */
    private @Nullable Instant owingSince;

    private @Nullable Instant owingBatchSince;
    private long behindMillis;

    /** @param wentBack told an offset below what was taken: the log may not be what it was */
    LanePump(
            LaneState state,
            LaneFill<L> fill,
            GapDetector offsets,
            Stages<L> stages,
            Retries retries,
            IntakeMeters meters,
            InstantSource clock,
            LongConsumer wentBack) {
        this.wentBack = wentBack;
        this.state = state;
        this.fill = fill;
        this.offsets = offsets;
        this.stages = stages;
        this.retries = retries;
        this.meters = meters;
        this.clock = clock;
        this.latest = clock.instant();
    }

    /** The lane could go on with its messages, or was told to. */
    private void madeProgress() {
        latest = clock.instant();
        owingSince = null;
    }

    /** The first message cannot be taken before a server responds, or memory is free. */
    private void waits() {
        if (waitingSince == null) {
            waitingSince = clock.instant();
        }
    }

    /** There is no message to be taken. */
    void idles() {
        waitingSince = null;
    }

    /** The lane finished a batch. */
    void finished() {
        latest = clock.instant();
        owingBatchSince = null;
    }

    /**
     * Notes what the lane owes now.
     *
     * @param batch whether a sealed batch is to be delivered and waits for nothing
     */
    void noteDebts(boolean batch) {
        boolean waiting = waitingFor != null || retries.waiting() || fill.storageIsBehind();
        boolean takes = queue.bytes() > 0 && !suspended;
        owingSince = since(!waiting && (takes || fill.isDue()), owingSince);
        owingBatchSince = since(batch, owingBatchSince);
    }

    private @Nullable Instant since(boolean owing, @Nullable Instant before) {
        if (!owing) {
            return null;
        }
        return before == null ? clock.instant() : before;
    }

    /** Returns since when the lane has owed something without getting on with it; null when it owes nothing. */
    @Nullable Instant owingSince() {
        if (owingSince == null || owingBatchSince == null) {
            return owingSince == null ? owingBatchSince : owingSince;
        }
        return owingSince.isBefore(owingBatchSince) ? owingSince : owingBatchSince;
    }

    /** Returns since when a message waits; null when none does. */
    @Nullable Instant waitingSince() {
        return waitingSince;
    }

    /** Returns when the lane last took a message or finished a batch. */
    Instant latest() {
        return latest;
    }

    /** Returns how old the last message was when the lane took it, by its Kafka timestamp. */
    Duration behind() {
        return Duration.ofMillis(behindMillis);
    }

    void add(Slice<L> slice) {
        polled = slice.end();
        if (slice.first() >= stale) {
            queue.add(slice);
        }
    }

    /** Forgets what had been polled before the consumer was sent elsewhere. */
    void dropBefore(long polledBefore) {
        stale = polledBefore;
        polled = Math.max(polled, polledBefore);
        queue.dropBefore(polledBefore);
        offsets.forget();
    }

    /** Whether everything that has been polled so far was taken. */
    boolean isDone() {
        return queue.isEmpty() && waitingFor == null;
    }

    /**
     * The consumer has come this far. If no message is on its way any more, there is nothing before that position but markers of
     * transactions, compacted records, or messages that retention has removed.
     */
    void passed(Passed consumer) {
        if (!isDone() || consumer.polled() != polled || suspended || !state.takes() || fill.next() < 0) {
            return;
        }
        if (consumer.position() > fill.next()) {
            lookIntoGap(consumer.position());
        } else if (consumer.position() < fill.next()) {
            wentBack.accept(offsets.firstPassedOver(consumer.position()));
        } else if (state.rebuilding() != null) {
            // Its log may have been cut before the announced end.
            wentBack.accept(consumer.position());
        }
    }

    void clear() {
        queue.clear();
    }

    /** Bytes of messages that wait to be taken. */
    long waitingBytes() {
        return queue.bytes();
    }

    /** Tells the memory budget what the lane holds now. */
    void report() {
        fill.report(queue.bytes());
    }

    /** Returns the server that has to respond before the lane can go on, or null. */
    @Nullable String waitingFor() {
        return waitingFor;
    }

    boolean suspended() {
        return suspended;
    }

    /** Takes nothing until {@link #resume}. */
    void suspend() {
        suspended = true;
        idles();
    }

    void resume() {
        if (suspended) {
            suspended = false;
            madeProgress();
            run();
        }
    }

    /** Looks at the clock and the memory budget, and takes messages. To be called several times a second. */
    void tick() {
        if (fill.isFull()) {
            fill.seal();
        }
        fill.sealUnderPressure();
        run();
    }

    /** Takes messages as long as there are any, none must wait, and there is room for what they fill. */
    void run() {
        fill.sealByAge();
        long before = fill.openBytes();
        while (state.takes() && waitingFor == null && !suspended && !fill.mustWait()) {
            Slice<L> slice = queue.peek();
            if (slice == null) {
                idles();
                // Not before all that is here has been taken: it would be the beginning of a batch that has to wait for
                // its turn.
                fill.sealUnderPressure();
                return;
            }
            L lookups = slice.answers();
            if (lookups == null) {
                ask(slice);
                return;
            }
            if (!step(slice, lookups)) {
                return;
            }
            if (fill.openBytes() - before > LARGE_GROWTH_BYTES) {
                fill.sealUnderPressure();
                before = fill.openBytes();
            }
        }
    }

    /** Deals with the first message of the queue; false when it has to stay there for now. */
    private boolean step(Slice<L> slice, L lookups) {
        InboundMessage message = slice.current();
        long offset = message.origin().offset();
        if (offsets.goesBack(offset)) {
            wentBack.accept(offset);
            return false;
        }
        if (offset < fill.next()) {
            offsets.passesOver(offset);
            queue.advance();
            return true;
        }
        if (fill.next() >= 0 && offset > fill.next()) {
            lookIntoGap(offset);
            return false;
        }
        if (fill.isFull() && !fill.seal()) {
            return false;
        }
        switch (fill.take(message, lookups)) {
            case OfferResult.Blocked blocked -> {
                waitFor(blocked.dependency(), slice);
                return false;
            }
            case OfferResult.Backpressure pressure -> {
                // Other lanes hold the memory, or copies are under way: this lane is not stuck.
                madeProgress();
                waits();
                meters.waited(pressure.want());
                return false;
            }
            case OfferResult.Accepted _ -> took(message);
        }
        return true;
    }

    private void took(InboundMessage message) {
        waits = 0;
        madeProgress();
        idles();
        behindMillis = Math.max(0, latest.toEpochMilli() - message.timestamp());
        offsets.saw(message.origin().offset());
        queue.advance();
        meters.received(message.size());
        report();
        endRebuild(fill.next());
    }

    /** Seals the batch that is built again once its end is reached. */
    private void endRebuild(long reached) {
        Rebuilding rebuilding = state.rebuilding();
        if (rebuilding != null && reached >= rebuilding.until()) {
            fill.rebuilt(rebuilding);
            if (rebuilding.exits() != null) {
                queue.askAgain(stages::lookUp);
            }
        }
    }

    private void lookIntoGap(long offset) {
        waitingFor = "kafka";
        waits();
        retries.run(offsets.lookIntoGap(fill.next(), offset).invoke(() -> passGap(offset)));
    }

    private void passGap(long offset) {
        waitingFor = null;
        // First, as the next batch begins behind what is missing.
        endRebuild(offset);
        fill.skipTo(offset);
        offsets.saw(offset - 1);
        run();
    }

    private void ask(Slice<L> slice) {
        if (asking) {
            return;
        }
        asking = true;
        waits();
        Rebuilding rebuilding = state.rebuilding();
        Supplier<Uni<L>> lookUp = rebuilding == null || rebuilding.exits() == null
                ? slice::lookUp
                : () -> stages.lookUpAnnounced(List.copyOf(slice.remaining()));
        retries.until("look-up", lookUp, answers -> {
            asking = false;
            waitingFor = null;
            slice.answered(answers);
            run();
        });
    }

    private void waitFor(String dependency, Slice<L> slice) {
        waitingFor = dependency;
        waits();
        waits++;
        meters.waited(dependency);
        retries.later(waits, () -> {
            slice.askAgain(stages.lookUp(List.copyOf(slice.remaining())));
            ask(slice);
        });
    }
}
