package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.LaneQueue.Slice;
import dev.tapedeck.lane.LaneState.Finishing;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.ClockSkew;
import dev.tapedeck.runtime.FlowControl;
import dev.tapedeck.runtime.Mailbox;
import dev.tapedeck.runtime.MemoryBudget;
import dev.tapedeck.runtime.Retries;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
public final class Lane<L> {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    /** How often the consumer is asked how far it has come, while no messages come. */
    private static final Duration FOLLOW = Duration.ofSeconds(1);

    private final LaneId id;
    private final Executor mailbox;
    private final LanePartition link;
    private final MemoryBudget.Account account;
    private final IntakeMeters meters;
    private final Retries reading;
    private final Retries writing;
    private final FlowControl inflow;
    private final LaneProgress progress;
    private final BatchDelivery<L> flush;
    private final BatchRecovery<L> earlier;
    private final LaneFill<L> fill;
    private final LanePump<L> pump;
    private final LaneView view;
    private final LaneOpening opening;
    private final GapDetector offsets;
    private final Stages<L> stages;
    private final InstantSource clock;
    private final AbandonedOffsets abandoned;
    private final Runnable successor;
    private final LaneLife life = new LaneLife();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** Up to where everything is durable and committed; what was taken beyond it is read again when the lane closes. */
    private long durable = -1;

    private boolean defect;
    private Instant askedConsumer = Instant.MIN;

    /** What may be missing and is not written down yet. */
    private @Nullable OffsetGap untold;

    /** Whether it is being found out what the log is, as an offset was met again. */
    private boolean lookingBack;

    /** What is to be done once no announced batch is on its way any more. */
    private @Nullable Runnable onceFlushed;

    private volatile LaneStatus status;
    private volatile @Nullable String notice;

    /** @param successor opens another lane for the partition, as the log is not what it was; called once at most */
    public Lane(
            LaneId id,
            Executor pool,
            LanePartition link,
            Stages<L> stages,
            LaneSettings settings,
            MemoryBudget budget,
            IntakeMeters meters,
            Runnable successor) {
        this.stages = stages;
        this.clock = settings.clock();
        this.successor = successor;
        this.id = id;
        Mailbox box = new Mailbox(pool);
        this.mailbox = task -> box.execute(() -> guard(task));
        this.link = link;
        this.abandoned = new AbandonedOffsets(id, link, stages, settings.delays(), meters);
        this.account = budget.open();
        this.inflow = new FlowControl(link, account, settings.queueBytes());
        this.meters = meters;
        this.progress = new LaneProgress(settings.clock());
        this.reading = retries(settings);
        this.writing = retries(settings);
        this.flush = new BatchDelivery<>(link, writing, settings.traces(), life, new Flushed());
        this.earlier = new BatchRecovery<>(id, link, stages, reading, flush, life);
        this.opening = new LaneOpening(id, link, stages, reading, earlier, life, meters);
        this.fill = new LaneFill<>(id, life, stages.batches(id), flush, settings, account);
        this.offsets = new GapDetector(id, link, stages, reading, meters);
        this.pump = new LanePump<>(life, fill, offsets, stages, reading, meters, progress, this::lookBack);
        this.view = new LaneView(id, life, fill, flush, pump, inflow, reading, writing, progress);
        this.status = view.status(durable, defect, clock.instant());
    }

    private Retries retries(LaneSettings settings) {
        return new Retries(id, mailbox, settings.delays(), settings.backoff(), meters, this::close, this::replaced);
    }

    /**
     * Finds out where to begin. Once, before anything else.
     *
     * @param renewed whether another lane had the partition just before, and the consumer may be anywhere in it
     */
    public void open(boolean renewed) {
        if (renewed) {
            // The lane before may have paused it.
            link.resume();
        }
        mailbox.execute(() -> opening.open(renewed, new Opened()));
    }

    /**
     * Hands over the lane's part of a poll, in offset order, with the look-ups that the whole poll shares.
     *
     * @param polled how many messages of the partition had been polled before
     */
    public void offer(long polled, List<InboundMessage> messages, Uni<L> lookUp) {
        Slice<L> slice = new Slice<>(polled, messages, lookUp);
        long bytes = slice.heldBytes();
        inflow.arrives(bytes);
        mailbox.execute(() -> {
            boolean takes = !(life.closed() || life.draining() || life.leaving());
            if (takes) {
                pump.add(slice);
                pump.report();
            }
            inflow.taken(bytes);
            if (takes) {
                pump.run();
            }
        });
    }

    /** Pauses the partition at once if the budget is used up, whenever the mailbox will have its turn. */
    void holdBack() {
        inflow.holdOverBudget();
    }

    /** Looks at the clock: seals by age, pauses and resumes, leaves an idle turn. To be called several times a second. */
    public void tick() {
        mailbox.execute(() -> {
            pump.tick();
            inflow.yieldTurn();
            followConsumer();
            commitPassed();
        });
    }

    /** The topic has this id now. */
    public void topicIs(String topicId) {
        mailbox.execute(() -> {
            LogId log = life.log();
            // What is on its way to the group is told so by itself, and the batch that it belongs to may still be
            // written.
            if (log != null && !log.topicId().equals(topicId) && !flush.asks() && life.takes()) {
                replaced();
            }
        });
    }

    /** What people should know of the lane's beginning, until they have taken note by {@link #resume}; null for nothing. */
    @Nullable String notice() {
        return notice;
    }

    /**
     * Takes nothing more, seals the open batch and finishes what is sealed. Answers true when all of it is durable and
     * committed, false when the lane was closed before that.
     */
    public CompletionStage<Boolean> drain() {
        mailbox.execute(() -> {
            if (life.rebuilding() != null) {
                fill.discard();
            }
            life.drain();
            pump.clear();
            fill.sealAt(fill.next());
            endIfDrained();
        });
        return ended;
    }

    /**
     * Takes nothing more until {@link #resume}, and has its partition paused; what is open is sealed by age and committed
     * all the same. Idempotent.
     */
    void suspend() {
        mailbox.execute(pump::suspend);
    }

    /** Goes on after {@link #suspend}. Idempotent. */
    void resume() {
        mailbox.execute(() -> {
            opening.acknowledge();
            pump.resume();
        });
    }

    /** Drops everything at once. Idempotent. */
    public void discard() {
        mailbox.execute(this::close);
    }

    /** The lane after its latest step. */
    public LaneStatus status() {
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
            pump.report();
            pauseOrResume();
            progress.owes(view.owesTake(), view.owesBatch());
            status = view.status(durable, defect, clock.instant());
            notice = opening.notice();
        }
    }

    private final class Opened implements LaneOpening.Opened {

        @Override
        public void continues(Committed committed, long polled) {
            pump.dropBefore(polled);
            fill.startAt(committed.offset());
            durable = committed.offset();
            Finishing announced = life.opened(committed);
            if (announced == null) {
                pump.run();
            } else {
                finish(announced);
            }
        }

        @Override
        public void begins(long from, long polled) {
            pump.dropBefore(polled);
            fill.startAt(from);
            durable = from;
            life.begin();
            pump.run();
            endIfDrained();
        }
    }

    /** Moves over what is no message. */
    private void followConsumer() {
        Instant now = clock.instant();
        if (!life.takes() || !pump.isDone() || !ClockSkew.isOver(FOLLOW, askedConsumer, now)) {
            return;
        }
        askedConsumer = now;
        // Without an answer it is asked again soon.
        link.passed().subscribe().with(passed -> mailbox.execute(() -> pump.passed(passed)), failure -> {});
    }

    /** Commits what was moved over: nobody must take it for messages later, when it is gone. */
    private void commitPassed() {
        boolean idle = life.takes() && life.rebuilding() == null && fill.since() == null;
        if (idle && durable >= 0 && fill.next() > durable) {
            flush.commit(fill.next());
        }
    }

    /** The log may have lost its end, or be another topic's: it has an offset again that is below what was taken. */
    private void lookBack(long offset) {
        LogId log = life.log();
        if (log == null || lookingBack) {
            return;
        }
        lookingBack = true;
        boolean certain = offsets.goesBack(offset);
        reading.until("log", link::look, now -> {
            lookingBack = false;
            if (!now.topicId().equals(log.topicId())) {
                replaced();
            } else if (certain || now.end() < needed()) {
                cut(offset);
            }
        });
    }

    /** Up to where, exclusive, the log has to reach. */
    private long needed() {
        LaneState.Rebuilding rebuilding = life.rebuilding();
        return rebuilding == null ? fill.next() : Math.max(fill.next(), rebuilding.until());
    }

    private void finish(Finishing finishing) {
        earlier.finish(
                finishing,
                progress.latest(),
                durable -> {
                    life.rebuild(finishing, durable);
                    pump.run();
                },
                until -> {
                    fill.startAt(until);
                    durable = until;
                    life.finished(finishing);
                    pump.run();
                    endIfDrained();
                });
    }

    private final class Flushed implements BatchDelivery.Listener {

        @Override
        public void flushed(BatchSpan span) {
            durable = span.until();
            progress.finished();
            pump.run();
            endIfDrained();
            Runnable then = onceFlushed;
            if (then != null && flush.size() == 0) {
                then.run();
            }
        }

        @Override
        public void passed(long until) {
            durable = until;
            if (fill.since() == null) {
                fill.passed(until);
            }
            endIfDrained();
        }
    }

    /**
     * The log lost its end, and has other messages from this offset on. What is announced is finished; all else is dropped,
     * and read again as far as it is still there.
     */
    private void cut(long offset) {
        OperatorMessage.WENT_BACK.log(LOG, id, fill.next(), offset);
        meters.wentBack();
        OffsetGap missing = dropped(offset);
        untold = missing;
        fill.discard();
        flush.discardUnannounced();
        onceFlushed = () -> leave(missing);
        life.leave();
        pump.clear();
        if (flush.size() == 0) {
            onceFlushed.run();
        }
    }

    /**
     * What the lane has taken and drops, with what the log has lost: until it is read again, the log may change once more, and
     * then nobody would know of it.
     */
    private @Nullable OffsetGap dropped(long offset) {
        long taken = firstLeft();
        long from = taken < 0 ? offset : Math.min(offset, taken);
        return from < fill.next() ? new OffsetGap(id.topic(), id.partition(), from, fill.next()) : null;
    }

    /** The topic is another one. What cannot be committed any more is lost, unless it is written already. */
    private void replaced() {
        if (life.closed() || life.leaving() && onceFlushed == null) {
            return;
        }
        durable = Math.max(durable, flush.endWithoutCommit());
        meters.topicReplaced();
        OffsetGap lost = lostWithTopic();
        OperatorMessage.TOPIC_REPLACED.log(
                LOG, id, "it was deleted; what it had from offset " + Math.max(durable, 0) + " on is lost");
        fill.discard();
        life.leave();
        leave(lost);
    }

    /** The first offset that was taken and is not durable, or would be; negative when nothing was taken. */
    private long firstLeft() {
        return durable < 0 ? fill.first() : durable;
    }

    /** What the lane has taken and not made durable, if there is anything. */
    private @Nullable OffsetGap lostWithTopic() {
        LogId log = life.log();
        long from = firstLeft();
        return log == null || from < 0 || fill.next() <= from ? null : OffsetGap.ofDeleted(id, log, from, fill.next());
    }

    /** Writes down what may be missing and gives the partition to a lane that looks at it afresh. */
    private void leave(@Nullable OffsetGap missing) {
        onceFlushed = null;
        flush.discard();
        pump.clear();
        if (missing == null) {
            succeed();
            return;
        }
        meters.gap(missing.until() - missing.from());
        untold = missing;
        reading.until("gap", () -> stages.recordGap(missing), done -> {
            untold = null;
            succeed();
        });
    }

    private void succeed() {
        close();
        successor.run();
    }

    private void endIfDrained() {
        if (life.draining() && flush.size() == 0) {
            close();
        }
    }

    private void close() {
        if (life.closed()) {
            return;
        }
        boolean complete = life.draining() && flush.size() == 0;
        long left = fill.since() == null && flush.size() == 0 ? 0 : fill.next() - Math.max(durable, 0);
        OffsetGap lost = left > 0 && link.gone() ? lostWithTopic() : untold;
        LogId log = life.log();
        if (lost != null) {
            abandoned.tell(lost);
        } else if (left > 0 && log != null) {
            abandoned.leave(log, fill.next() - left, fill.next());
        }
        life.close();
        reading.stop();
        writing.stop();
        progress.idles();
        try {
            fill.discard();
            flush.discard();
            pump.clear();
        } finally {
            account.close();
            ended.complete(complete);
        }
    }

    private void pauseOrResume() {
        if (!life.closed()) {
            boolean stuck = pump.waitingFor() != null;
            inflow.regulate(pump.waitingBytes(), stuck, pump.suspended(), life.rebuilding() != null);
        }
    }
}
