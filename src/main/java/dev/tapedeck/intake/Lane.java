package dev.tapedeck.intake;

import dev.tapedeck.intake.LaneQueue.Slice;
import dev.tapedeck.intake.LaneState.Finishing;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

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
    private final ByteBudget.Account account;
    private final IntakeMeters meters;
    private final Retries reading;
    private final Retries writing;
    private final Inflow inflow;
    private final LaneProgress progress;
    private final LaneFlush<L> flush;
    private final EarlierBatch<L> earlier;
    private final LaneFill<L> fill;
    private final LanePump<L> pump;
    private final LaneView view;
    private final InstantSource clock;
    private final LaneLife life = new LaneLife();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    /** Up to where everything is durable and committed; what was taken beyond it is read again when the lane closes. */
    private long durable = -1;

    private boolean defect;
    private volatile LaneStatus status;

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
        this.account = budget.open();
        this.inflow = new Inflow(link, account, settings.queueBytes());
        this.meters = meters;
        this.progress = new LaneProgress(settings.clock());
        this.reading = new Retries(id, mailbox, settings.delays(), settings.backoff(), meters, this::close);
        this.writing = new Retries(id, mailbox, settings.delays(), settings.backoff(), meters, this::close);
        this.flush = new LaneFlush<>(link, writing, settings.traces(), this::flushed);
        this.earlier = new EarlierBatch<>(id, link, stages, reading, flush);
        this.fill = new LaneFill<>(id, life, stages.batches(id), flush, settings, account);
        OffsetWatch offsets = new OffsetWatch(id, link, stages, reading, meters);
        this.pump = new LanePump<>(life, fill, offsets, stages, reading, meters, progress);
        this.view = new LaneView(id, life, fill, flush, pump, inflow, reading, writing, progress);
        this.clock = settings.clock();
        this.status = view.status(durable, defect, clock.instant());
    }

    /** Asks the group where to begin. Once, before anything else. */
    void open() {
        mailbox.execute(() -> reading.until("committed", link::committed, this::opened));
    }

    /** Hands over the lane's part of a poll, in offset order, with the look-ups that the whole poll shares. */
    void offer(List<InboundMessage> messages, Uni<L> lookUp) {
        Slice<L> slice = new Slice<>(messages, lookUp);
        long bytes = slice.heldBytes();
        inflow.arrives(bytes);
        mailbox.execute(() -> {
            boolean takes = !(life.closed() || life.draining());
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
    void tick() {
        mailbox.execute(() -> {
            pump.tick();
            inflow.yieldTurn();
        });
    }

    /**
     * Takes nothing more, seals the open batch and finishes what is sealed. Answers true when all of it is durable and
     * committed, false when the lane was closed before that.
     */
    CompletionStage<Boolean> drain() {
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
        mailbox.execute(pump::resume);
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
            pump.report();
            pauseOrResume();
            progress.owes(view.owesTake(), view.owesBatch());
            status = view.status(durable, defect, clock.instant());
        }
    }

    private void opened(Committed start) {
        fill.startAt(start.offset());
        durable = start.offset();
        Finishing announced = life.opened(start);
        if (announced == null) {
            pump.run();
        } else {
            finish(announced);
        }
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

    private void flushed(BatchSpan span) {
        durable = span.until();
        progress.finished();
        pump.run();
        endIfDrained();
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
        long abandoned = fill.since() == null && flush.size() == 0 ? 0 : fill.next() - Math.max(durable, 0);
        if (abandoned > 0) {
            OperatorMessage.ABANDONED.log(LOG, id, abandoned);
            meters.abandoned(abandoned);
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
