package dev.tapedeck.intake;

import dev.tapedeck.intake.LaneQueue.Slice;
import dev.tapedeck.intake.LaneState.Closed;
import dev.tapedeck.intake.LaneState.Finishing;
import dev.tapedeck.intake.LaneState.Opening;
import dev.tapedeck.intake.LaneState.Rebuilding;
import dev.tapedeck.telemetry.BatchTrace;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An assigned partition with its own open batch, its own sealed batches and its own offsets.
 *
 * <p>All state is confined to the lane's mailbox: public methods may be called on any thread and only post a task. Nothing
 * waits inside a task; every answer comes back as another task. An answer that arrives after the lane is closed changes
 * nothing, which is what makes a zombie harmless.
 *
 * @param <L> the answers of one round of look-ups
 */
final class Lane<L> {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    private final LaneId id;
    private final Executor mailbox;
    private final LaneLink link;
    private final Stages<L> stages;
    private final Supplier<LaneBatch<L>> batches;
    private final LaneSettings settings;
    private final ByteBudget.Account account;
    private final IntakeMeters meters;
    private final Retries retries;
    private final LaneFlush<L> flush;
    private final Inflow inflow;
    private final LaneQueue<L> queue = new LaneQueue<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private LaneState state = new Opening();
    /** Where the next span begins: what is committed or sealed so far; negative before the first message. */
    private long from = -1;

    private long next = -1;

    /** Up to where everything is durable and committed; what was taken beyond it is read again when the lane closes. */
    private long durable = -1;

    private @Nullable OpenSpan<L> open;
    private @Nullable String waitingFor;
    private int waits;
    private boolean asking;
    private boolean suspended;
    private boolean defect;
    private Instant progressed;
    private long behindMillis;
    private volatile LaneStatus status;

    /** The open batch with what its span will be. */
    private record OpenSpan<L>(LaneBatch<L> batch, long from, long firstTimestamp, Instant since) {}

    Lane(
            LaneId id,
            Executor pool,
            LaneLink link,
            Stages<L> stages,
            LaneSettings settings,
            ByteBudget budget,
            IntakeMeters meters) {
        this.id = id;
        Mailbox box = new Mailbox(pool);
        this.mailbox = task -> box.execute(() -> guard(task));
        this.link = link;
        this.stages = stages;
        this.batches = stages.batches(id);
        this.settings = settings;
        this.account = budget.open();
        this.inflow = new Inflow(link, account, settings.queueBytes());
        this.meters = meters;
        this.progressed = settings.clock().instant();
        this.retries = new Retries(id, mailbox, settings.delays(), settings.backoff(), meters, this::close);
        this.flush = new LaneFlush<>(link, retries, settings.traces(), this::flushed);
        this.status = view();
    }

    /** Asks the group where to begin. Once, before anything else. */
    void open() {
        mailbox.execute(() -> retries.until("committed", link::committed, this::opened));
    }

    /** Hands over the lane's part of a poll, in offset order, with the look-ups that the whole poll shares. */
    void offer(List<InboundMessage> messages, Uni<L> lookUp) {
        Slice<L> slice = new Slice<>(messages, lookUp);
        long bytes = slice.heldBytes();
        inflow.arrives(bytes);
        mailbox.execute(() -> {
            boolean takes = !(state instanceof Closed || state instanceof LaneState.Draining);
            if (takes) {
                queue.add(slice);
                account.report(heldBytes());
            }
            inflow.taken(bytes);
            if (takes) {
                pump();
            }
        });
    }

    /** Pauses the partition at once if the budget is used up, whenever the mailbox will have its turn. */
    void holdBack() {
        inflow.holdOverBudget();
    }

    /** Looks at the clock: seals by age, pauses and resumes. To be called several times a second. */
    void tick() {
        mailbox.execute(this::pump);
    }

    /**
     * Takes nothing more, seals the open batch and finishes what is sealed. Answers true when all of it is durable and
     * committed, false when the lane was closed before that.
     */
    CompletionStage<Boolean> drain() {
        mailbox.execute(() -> {
            if (state instanceof Rebuilding) {
                dropOpen();
            }
            state = state.drain();
            queue.clear();
            sealOpen();
            endIfDrained();
        });
        return ended;
    }

    /**
     * Takes nothing more until {@link #resume}, and has its partition paused; what is open is sealed by age and committed
     * all the same. Idempotent.
     */
    void suspend() {
        mailbox.execute(() -> suspended = true);
    }

    /** Goes on after {@link #suspend}. Idempotent. */
    void resume() {
        mailbox.execute(() -> {
            if (suspended) {
                suspended = false;
                progressed = settings.clock().instant();
                pump();
            }
        });
    }

    /** Drops everything at once. Idempotent. */
    void discard() {
        mailbox.execute(this::close);
    }

    /** The lane after its latest step. */
    LaneStatus status() {
        return status;
    }

    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            OperatorMessage.LANE_FAILED.logWithCause(LOG, e, id);
            meters.laneFailed();
            defect = true;
            close();
        } finally {
            account.report(heldBytes());
            pauseOrResume();
            status = view();
        }
    }

    private void opened(Committed start) {
        from = start.offset();
        next = start.offset();
        durable = start.offset();
        LaneState opened = state instanceof Opening opening ? opening.opened(start) : state;
        state = opened;
        if (opened instanceof Finishing finishing) {
            finish(finishing);
        } else {
            pump();
        }
    }

    private void finish(Finishing finishing) {
        Intent intent = finishing.intent();
        OperatorMessage.BATCH_OF_EARLIER_OWNER.log(LOG, id, finishing.from(), intent.until());
        BatchSpan span =
                new BatchSpan(id.topic(), id.partition(), finishing.from(), intent.until(), intent.firstTimestamp());
        BatchTrace trace = settings.traces()
                .begin(
                        span.topic(),
                        span.partition(),
                        span.from(),
                        span.until(),
                        settings.clock().instant());
        Supplier<Uni<@Nullable List<OutboundMessage>>> finish =
                () -> trace.step("finish", () -> stages.finish(span, intent.parts()));
        retries.until("finish", finish, messages -> {
            if (state instanceof Closed) {
                return;
            }
            if (messages == null || finishing.lacksCopies()) {
                trace.abandoned("it is built again from its messages");
                state = finishing.rebuild();
                pump();
                return;
            }
            Supplier<Uni<Void>> commit = () -> trace.step("commit", () -> link.commit(intent.until(), "", messages));
            retries.until("commit", commit, acknowledged -> {
                trace.committed();
                from = intent.until();
                next = intent.until();
                durable = intent.until();
                state = state instanceof Finishing ? finishing.finished() : state;
                pump();
                endIfDrained();
            });
        });
    }

    /** Takes messages as long as there are any, none must wait, and there is room for what they fill. */
    private void pump() {
        sealByAge();
        while (state.takes() && waitingFor == null && !suspended) {
            Slice<L> slice = queue.peek();
            if (slice == null) {
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
        }
    }

    /** Deals with the first message of the queue; false when it has to stay there for now. */
    private boolean step(Slice<L> slice, L lookups) {
        InboundMessage message = slice.current();
        long offset = message.origin().offset();
        if (offset < next) {
            queue.advance();
            return true;
        }
        endRebuild(offset);
        if (next >= 0 && offset > next) {
            lookIntoGap(offset);
            return false;
        }
        if (mustSealFirst() && !seal()) {
            return false;
        }
        Take take = batchFor(message).batch().take(message, lookups);
        if (take instanceof Take.Wait wait) {
            waitFor(wait.dependency(), slice);
            return false;
        }
        waits = 0;
        next = offset + 1;
        progressed = settings.clock().instant();
        behindMillis = Math.max(0, progressed.toEpochMilli() - message.timestamp());
        queue.advance();
        meters.received(message.size());
        account.report(heldBytes());
        endRebuild(next);
        return true;
    }

    /** Seals the batch that is built again once its end is reached. */
    private void endRebuild(long reached) {
        if (state instanceof Rebuilding rebuilding && reached >= rebuilding.until()) {
            sealAt(rebuilding.until());
            state = rebuilding.rebuilt();
            if (rebuilding.exits() != null) {
                queue.askAgain(stages::lookUp);
            }
            account.release();
        }
    }

    /**
     * Offsets are missing before this message. Most often nothing was there: markers of transactions, or compacted records.
     * If the log begins later than we had come, messages are gone, and that is recorded before anything else.
     */
    private void lookIntoGap(long offset) {
        long expected = next;
        waitingFor = "kafka";
        retries.until("log-start", link::logStart, start -> {
            if (start <= expected) {
                passGap(offset);
                return;
            }
            OffsetGap gap = new OffsetGap(id.topic(), id.partition(), expected, Math.min(start, offset));
            OperatorMessage.GAP.log(LOG, id, gap.from(), gap.until());
            meters.gap(gap.until() - gap.from());
            retries.until("gap", () -> stages.recordGap(gap), done -> passGap(offset));
        });
    }

    private void passGap(long offset) {
        waitingFor = null;
        next = offset;
        pump();
    }

    private boolean mustSealFirst() {
        OpenSpan<L> current = open;
        return current != null
                && !(state instanceof Rebuilding)
                && (current.batch().isFull()
                        || account.shouldSeal(current.batch().heldBytes()));
    }

    private OpenSpan<L> batchFor(InboundMessage message) {
        OpenSpan<L> current = open;
        if (current == null) {
            current = new OpenSpan<>(
                    newBatch(),
                    from < 0 ? message.origin().offset() : from,
                    Math.max(0, message.timestamp()),
                    settings.clock().instant());
            open = current;
        }
        return current;
    }

    private LaneBatch<L> newBatch() {
        LaneBatch<L> batch = batches.get();
        ExitMap announced = announcedExits();
        if (announced != null) {
            batch.follow(announced);
        }
        return batch;
    }

    private @Nullable ExitMap announcedExits() {
        return state instanceof Rebuilding rebuilding ? rebuilding.exits() : null;
    }

    private void ask(Slice<L> slice) {
        if (asking) {
            return;
        }
        asking = true;
        Supplier<Uni<L>> lookUp =
                announcedExits() == null ? slice::lookUp : () -> stages.lookUpAnnounced(List.copyOf(slice.remaining()));
        retries.until("look-up", lookUp, answers -> {
            asking = false;
            slice.answered(answers);
            pump();
        });
    }

    private void waitFor(String dependency, Slice<L> slice) {
        waitingFor = dependency;
        waits++;
        meters.waited(dependency);
        settings.delays()
                .after(
                        settings.backoff().afterFailures(waits),
                        () -> mailbox.execute(() -> {
                            waitingFor = null;
                            slice.askAgain(stages.lookUp(List.copyOf(slice.remaining())));
                            pump();
                        }));
    }

    private void sealByAge() {
        OpenSpan<L> current = open;
        if (current == null || state instanceof Rebuilding) {
            return;
        }
        Instant due = current.since().plus(settings.maxAge());
        if (!settings.clock().instant().isBefore(due)
                || account.shouldSeal(current.batch().heldBytes())) {
            seal();
        }
    }

    /** Seals the open batch if storage is not too far behind; says whether it did. */
    private boolean seal() {
        if (flush.size() >= settings.sealedBatches()) {
            return false;
        }
        sealOpen();
        return true;
    }

    private void sealOpen() {
        sealAt(next);
    }

    private void sealAt(long until) {
        OpenSpan<L> current = open;
        if (current == null) {
            return;
        }
        open = null;
        if (until <= current.from()) {
            current.batch().discard();
            return;
        }
        from = until;
        next = until;
        flush.add(
                new BatchSpan(id.topic(), id.partition(), current.from(), until, current.firstTimestamp()),
                current.batch(),
                current.since());
    }

    private void flushed(BatchSpan span) {
        durable = span.until();
        progressed = settings.clock().instant();
        pump();
        endIfDrained();
    }

    private void endIfDrained() {
        if (state instanceof LaneState.Draining && flush.size() == 0) {
            close();
        }
    }

    private void dropOpen() {
        OpenSpan<L> current = open;
        open = null;
        if (current != null) {
            current.batch().discard();
        }
    }

    private void close() {
        boolean complete = state instanceof LaneState.Draining && flush.size() == 0;
        if (state instanceof Closed) {
            return;
        }
        long abandoned = open == null && flush.size() == 0 ? 0 : next - Math.max(durable, 0);
        if (abandoned > 0) {
            OperatorMessage.ABANDONED.log(LOG, id, abandoned);
            meters.abandoned(abandoned);
        }
        state = state.close();
        retries.stop();
        dropOpen();
        flush.discard();
        queue.clear();
        account.close();
        ended.complete(complete);
    }

    private void pauseOrResume() {
        if (state instanceof Closed) {
            return;
        }
        long limit = inflow.held() ? settings.queueBytes() / 2 : settings.queueBytes();
        long waiting = queue.bytes() + inflow.bytes();
        boolean crowded = waiting > limit || waiting > 0 && waitingFor != null;
        inflow.hold(suspended || crowded || overBudget());
    }

    /** A lane that rebuilds a batch cannot seal early, so one at a time may exceed the budget to get there. */
    private boolean overBudget() {
        return account.mustPause() && !(state instanceof Rebuilding && account.claimExemption());
    }

    private long heldBytes() {
        OpenSpan<L> current = open;
        return queue.bytes()
                + flush.heldBytes()
                + (current == null ? 0 : current.batch().heldBytes());
    }

    private LaneStatus view() {
        OpenSpan<L> current = open;
        return new LaneStatus(
                id,
                defect ? "failed" : state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                from,
                durable,
                next,
                queue.bytes(),
                current == null ? 0 : current.batch().heldBytes(),
                current == null ? null : current.since(),
                flush.size(),
                inflow.held(),
                suspended,
                waitingFor,
                retries.failing(),
                progressed,
                flush.size() > 0 || current == null ? flush.oldest() : current.since(),
                Duration.ofMillis(behindMillis));
    }
}
