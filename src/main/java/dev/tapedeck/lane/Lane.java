package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.LaneOpening.Beginning;
import dev.tapedeck.lane.LaneQueue.Slice;
import dev.tapedeck.lane.LaneState.Phase.Finishing;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An assigned partition with its own open batch, its own sealed batches and its own offsets.
 *
 * <p>All state is confined to the lane's mailbox. Public methods may be called on any thread and only post a task. Nothing waits inside
 * a task: every result comes back as another task. A result that arrives after the lane is closed changes nothing, so a lane that has
 * lost its partition does no harm.
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
    private final BatchDelivery<L> delivery;
    private final LaneFill<L> fill;
    private final LanePump<L> pump;
    private final LaneOpening opening;
    private final GapDetector offsets;
    private final Stages<L> stages;
    private final InstantSource clock;
    private final AbandonedOffsets abandoned;
    private final Runnable successor;
    private final LaneState state = new LaneState();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** Whether a bug closed the lane. */
    private boolean failed;

    private Instant askedConsumer = Instant.MIN;

    /** What may be missing and is not written down yet. */
    private @Nullable OffsetGap untold;

    /** Whether the lane is asking what the log is, as an offset came again. */
    private boolean lookingBack;

    /** Runs once no announced batch is on its way any more. */
    private @Nullable Runnable onceFlushed;

    private volatile LaneStatus status;
    private volatile @Nullable String notice;

    /** @param successor opens another lane for the partition if the log is not what it was; called once at most */
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
        this.reading = retries(settings);
        this.writing = retries(settings);
        this.delivery =
                new BatchDelivery<>(id, link, stages, reading, writing, settings.traces(), state, new Delivered());
        this.opening = new LaneOpening(id, link, stages, reading, delivery, state, meters);
        this.fill = new LaneFill<>(id, state, stages.batches(id), delivery, settings, account);
        this.offsets = new GapDetector(id, link, stages, reading, meters);
        this.pump = new LanePump<>(state, fill, offsets, stages, reading, meters, clock, this::lookBack);
        this.status = look();
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
        mailbox.execute(() -> reading.run(opening.open(renewed).invoke(this::begin)));
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
            boolean takes = !(state.closed() || state.draining() || state.leaving());
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

    /** Looks at the clock: seals by age, pauses and resumes, gives an idle turn away. To be called several times a second. */
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
            LogId log = state.log();
            // A commit that is under way will fail for the same reason, and its batch may still be written.
            if (log != null && !log.topicId().equals(topicId) && !delivery.asks() && state.takes()) {
                replaced();
            }
        });
    }

    /** Returns what people should know of the lane's beginning, until they take note by {@link #resume}; null for nothing. */
    @Nullable String notice() {
        return notice;
    }

    /**
     * Takes nothing more, seals the open batch and delivers what is sealed. Returns true when all of it is durable and committed,
     * false when the lane was closed before that.
     */
    public CompletionStage<Boolean> drain() {
        mailbox.execute(() -> {
            if (state.rebuilding() != null) {
                fill.discard();
            }
            state.drain();
            pump.clear();
            fill.sealAt(fill.next());
            endIfDrained();
        });
        return ended;
    }

    /**
     * Takes nothing more until {@link #resume}, and pauses the partition. The open batch is still sealed by age and committed.
     * Idempotent.
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
            failed = true;
            close();
        } finally {
            pump.report();
            pauseOrResume();
            pump.noteDebts(delivery.size() > 0 && !writing.waiting());
            status = look();
            notice = opening.notice();
        }
    }

    private void begin(Beginning beginning) {
        switch (beginning) {
            case Beginning.Continues start -> {
                pump.dropBefore(start.polled());
                fill.startAt(start.committed().offset());
                Finishing announced = state.opened(start.committed());
                if (announced == null) {
                    pump.run();
                } else {
                    finish(announced);
                }
            }
            case Beginning.StartsOver start -> {
                pump.dropBefore(start.polled());
                fill.startAt(start.from());
                state.begin();
                pump.run();
                endIfDrained();
            }
        }
    }

    /** Moves over offsets that have no message. */
    private void followConsumer() {
        Instant now = clock.instant();
        if (!state.takes() || !pump.isDone() || !ClockSkew.isOver(FOLLOW, askedConsumer, now)) {
            return;
        }
        askedConsumer = now;
        // If this fails, the consumer is asked again soon.
        link.passed().subscribe().with(passed -> mailbox.execute(() -> pump.passed(passed)), failure -> {});
    }

    /** Commits the offsets that were moved over. Otherwise they would look like lost messages once retention has removed them. */
    private void commitPassed() {
        if (state.takes() && state.rebuilding() == null && fill.hasPassed()) {
            delivery.commit(fill.next());
        }
    }

    /** An offset below what was taken came again: the log may have lost its end, or be another topic's. */
    private void lookBack(long offset) {
        LogId log = state.log();
        if (log == null || lookingBack) {
            return;
        }
        lookingBack = true;
        boolean certain = offsets.goesBack(offset);
        reading.until("log", link::look, now -> {
            lookingBack = false;
            if (!now.topicId().equals(log.topicId())) {
                replaced();
            } else if (certain || now.end() < fill.needed()) {
                cut(offset);
            }
        });
    }

    private void finish(Finishing finishing) {
        reading.run(delivery.finish(finishing, pump.latest()).invoke(durable -> {
            if (durable == null) {
                fill.startAt(finishing.intent().until());
                state.finished();
                pump.run();
                endIfDrained();
            } else {
                state.rebuild(finishing, durable);
                pump.run();
            }
        }));
    }

    private final class Delivered implements BatchDelivery.Listener {

        @Override
        public void flushed(BatchSpan span) {
            fill.finished(span.until());
            pump.finished();
            pump.run();
            endIfDrained();
            Runnable then = onceFlushed;
            if (then != null && delivery.size() == 0) {
                then.run();
            }
        }

        @Override
        public void passed(long until) {
            fill.passed(until);
            endIfDrained();
        }
    }

    /**
     * The log lost its end, and has other messages from this offset on. Announced batches are delivered. All else is dropped, and read
     * again as far as it is still there.
     */
    private void cut(long offset) {
        OperatorMessage.WENT_BACK.log(LOG, id, fill.next(), offset);
        meters.wentBack();
        OffsetGap missing = fill.lostWithEnd(offset);
        untold = missing;
        fill.discard();
        delivery.discardUnannounced();
        onceFlushed = () -> leave(missing);
        state.leave();
        pump.clear();
        if (delivery.size() == 0) {
            onceFlushed.run();
        }
    }

    /** The topic is another one. What cannot be committed any more is lost, unless it is already written. */
    private void replaced() {
        if (state.closed() || state.leaving() && onceFlushed == null) {
            return;
        }
        fill.finished(Math.max(fill.durable(), delivery.endWithoutCommit()));
        meters.topicReplaced();
        OffsetGap lost = fill.lostWithTopic();
        OperatorMessage.TOPIC_REPLACED.log(
                LOG, id, "it was deleted; what it had from offset " + Math.max(fill.durable(), 0) + " on is lost");
        fill.discard();
        state.leave();
        leave(lost);
    }

    /** Records what may be missing, and gives the partition to another lane that looks at the log afresh. */
    private void leave(@Nullable OffsetGap missing) {
        onceFlushed = null;
        delivery.discard();
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
        if (state.draining() && delivery.size() == 0) {
            close();
        }
    }

    private void close() {
        if (state.closed()) {
            return;
        }
        boolean complete = state.draining() && delivery.size() == 0;
        long left = fill.left();
        OffsetGap lost = left > 0 && link.gone() ? fill.lostWithTopic() : untold;
        LogId log = state.log();
        if (lost != null) {
            abandoned.tell(lost);
        } else if (left > 0 && log != null) {
            abandoned.leave(log, fill.next() - left, fill.next());
        }
        state.close();
        reading.stop();
        writing.stop();
        pump.idles();
        try {
            fill.discard();
            delivery.discard();
            pump.clear();
        } finally {
            account.close();
            ended.complete(complete);
        }
    }

    private LaneStatus look() {
        Instant openSince = fill.since();
        return new LaneStatus(
                id,
                failed ? "failed" : state.name(),
                fill.from(),
                fill.durable(),
                fill.next(),
                pump.waitingBytes(),
                fill.openBytes(),
                openSince,
                delivery.size(),
                inflow.held(),
                pump.suspended(),
                pump.waitingFor(),
                failing(),
                pump.latest(),
                pump.owingSince(),
                clock.instant(),
                earliest(delivery.oldest(), openSince, pump.waitingSince()),
                pump.behind());
    }

    private Set<String> failing() {
        return Stream.of(reading, writing)
                .flatMap(steps -> steps.failing().stream())
                .collect(Collectors.toSet());
    }

    private static @Nullable Instant earliest(@Nullable Instant... times) {
        return Arrays.stream(times)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private void pauseOrResume() {
        if (!state.closed()) {
            boolean stuck = pump.waitingFor() != null;
            inflow.regulate(pump.waitingBytes(), stuck, pump.suspended(), state.rebuilding() != null);
        }
    }
}
