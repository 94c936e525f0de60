package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.LaneQueue.Slice;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the messages that wait for a lane into its open batch, in order, as long as there is room and none of them must
 * wait for an answer. Confined to the lane's mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
final class LanePump<L> {

    /** More than a full queue becomes, unless its bodies are compressed many times over. */
    private static final long LARGE_GROWTH_BYTES = 8L << 20;

    private final LaneLife life;
    private final LaneFill<L> fill;
    private final GapDetector offsets;
    private final Stages<L> stages;
    private final Retries retries;
    private final IntakeMeters meters;
    private final LaneProgress progress;
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

    /** @param wentBack told an offset below what was taken: the log may not be what it was */
    LanePump(
            LaneLife life,
            LaneFill<L> fill,
            GapDetector offsets,
            Stages<L> stages,
            Retries retries,
            IntakeMeters meters,
            LaneProgress progress,
            LongConsumer wentBack) {
        this.wentBack = wentBack;
        this.life = life;
        this.fill = fill;
        this.offsets = offsets;
        this.stages = stages;
        this.retries = retries;
        this.meters = meters;
        this.progress = progress;
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
     * The consumer has come this far. Where nothing is on its way any more, there is nothing before that position but markers
     * of transactions and compacted records, or what retention has removed.
     */
    void passed(Passed consumer) {
        if (!isDone() || consumer.polled() != polled || suspended || !life.takes() || fill.next() < 0) {
            return;
        }
        if (consumer.position() > fill.next()) {
            lookIntoGap(consumer.position());
        } else if (consumer.position() < fill.next()) {
            wentBack.accept(offsets.firstPassedOver(consumer.position()));
        } else if (life.rebuilding() != null) {
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

    /** The server that owes an answer before the lane can go on, or null. */
    @Nullable String waitingFor() {
        return waitingFor;
    }

    boolean suspended() {
        return suspended;
    }

    /** Takes nothing until {@link #resume}. */
    void suspend() {
        suspended = true;
        progress.idles();
    }

    void resume() {
        if (suspended) {
            suspended = false;
            progress.made();
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
        while (life.takes() && waitingFor == null && !suspended && !fill.mustWait()) {
            Slice<L> slice = queue.peek();
            if (slice == null) {
                progress.idles();
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
            case OfferResult.Wait wait -> {
                waitFor(wait.dependency(), slice);
                return false;
            }
            case OfferResult.Later later -> {
                // If it comes to nothing, that is the fault of the lanes that hold the memory, or of the copies' own
                // time-out.
                progress.made();
                progress.waits();
                meters.waited(later.want());
                return false;
            }
            case OfferResult.Taken _ -> took(message);
        }
        return true;
    }

    private void took(InboundMessage message) {
        waits = 0;
        progress.took(message.timestamp());
        offsets.saw(message.origin().offset());
        queue.advance();
        meters.received(message.size());
        report();
        endRebuild(fill.next());
    }

    /** Seals the batch that is built again once its end is reached. */
    private void endRebuild(long reached) {
        LaneState.Rebuilding rebuilding = life.rebuilding();
        if (rebuilding != null && reached >= rebuilding.until()) {
            fill.rebuilt(rebuilding);
            if (rebuilding.exits() != null) {
                queue.askAgain(stages::lookUp);
            }
        }
    }

    private void lookIntoGap(long offset) {
        waitingFor = "kafka";
        progress.waits();
        offsets.lookIntoGap(fill.next(), offset, () -> passGap(offset));
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
        progress.waits();
        LaneState.Rebuilding rebuilding = life.rebuilding();
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
        progress.waits();
        waits++;
        meters.waited(dependency);
        retries.later(waits, () -> {
            slice.askAgain(stages.lookUp(List.copyOf(slice.remaining())));
            ask(slice);
        });
    }
}
