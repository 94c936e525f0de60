package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneBatch.Announced;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.RoutingPlan;
import dev.tapedeck.lane.contract.SealedWork;
import dev.tapedeck.runtime.Bugs;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.screen.verdict.Admission;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DropReason;
import dev.tapedeck.screen.verdict.Verdict;
import dev.tapedeck.screen.warning.IngestionWarning;
import dev.tapedeck.screen.warning.WarningType;
import dev.tapedeck.session.VerdictListener.MessageFate;
import dev.tapedeck.session.block.SessionBlock;
import dev.tapedeck.session.copies.BatchCopies;
import dev.tapedeck.session.copies.RoutingCodes;
import dev.tapedeck.session.recorder.SessionRecorder;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A lane's open batch: screens each message, records it or sends it to a side output, and counts it once. Confined to the lane's
 * mailbox until it is sealed.
 *
 * <p>A batch that an earlier owner has announced follows the announcement: its messages go where the announcement says, and the
 * objects that exist are not written again.
 */
final class RecordingBatch implements LaneBatch<Lookups> {

    private static final Logger LOG = Logger.getLogger(RecordingBatch.class);

    /** About how much heap a warning takes beside its texts. */
    private static final int WARNING_BYTES = 256;

    private final Screening screening;
    private final SideOutputs outputs;
    private final ScreeningContext context;
    private final OpenBatches shared;
    private final OpenBatch open;
    private final BatchSink sink;
    private final BatchCounts counts;
    private final BatchMeters batches;
    private final BatchCopies copies;
    private final Map<IngestionWarning.Subject, IngestionWarning> warnings = new LinkedHashMap<>();
    private final Set<SessionKey> admitted = new LinkedHashSet<>();
    private final Set<SessionKey> limited = new HashSet<>();

    private long warningBytes;

    /** The look-ups of the last message. */
    private @Nullable Lookups lastLookups;

    /** What an earlier owner announced of this batch; null for a new batch. */
    private @Nullable Announced announced;

    /** Whether the current message is counted. */
    private boolean counted;

    /** Reset when encoding fails, so that the next attempt encodes again. Set on any thread. */
    private volatile @Nullable Uni<List<SessionBlock>> encoding;

    RecordingBatch(
            Screening screening,
            SideOutputs outputs,
            ScreeningContext context,
            OpenBatches shared,
            BatchSink sink,
            BatchCopies copies,
            BatchCounts counts,
            BatchMeters batches) {
        this.screening = screening;
        this.outputs = outputs;
        this.context = context.next();
        this.shared = shared;
        this.open = shared.open(this.context.claim()::close);
        this.sink = sink;
        this.counts = counts;
        this.batches = batches;
        this.copies = copies;
    }

    @Override
    public void follow(Announced batch) {
        announced = batch;
        context.claim().follow();
    }

    @Override
    public OfferResult take(InboundMessage message, Lookups lookups) {
        if (announced != null && announced.durable().holds(message.origin().offset())) {
            counts.settled(message, sessionOf(message, lookups), MessageFate.RECORDED, "");
            counts.taken();
            return OfferResult.Accepted.INSTANCE;
        }
        OfferResult hindrance = copies.hindrance();
        if (hindrance != null) {
            return hindrance;
        }
        if (lastLookups != lookups) {
            markSeen();
            lastLookups = lookups;
        }
        try {
            OfferResult take = settle(message, lookups);
            if (take instanceof OfferResult.Accepted) {
                counts.taken();
            }
            return take;
        } finally {
            context.clear();
        }
    }

    /** A message that causes a failure leaves nothing in the batch and becomes a dead letter, so that the next messages pass. */
    private OfferResult settle(InboundMessage message, Lookups lookups) {
        counted = false;
        try {
            return act(message, lookups, verdict(message, lookups));
        } catch (RuntimeException | Error bug) {
            Bugs.isolate(bug);
            OperatorMessage.MESSAGE_FAILED.logWithCause(LOG, bug, message.origin());
            setAside(message, lookups, bug);
            return OfferResult.Accepted.INSTANCE;
        }
    }

    /**
     * Screens a message: decompresses and scans its body. The verdict may hold views of buffers of the context, so it is valid until
     * the next message.
     */
    private Verdict verdict(InboundMessage message, Lookups lookups) {
        Verdict judged = recordable(message, judge(message, lookups));
        Announced batch = announced;
        if (batch == null) {
            return judged;
        }
        RoutingPlan plan = batch.exits();
        Verdict settled = plan == null
                ? judged
                : RoutingCodes.settled(plan.at(message.origin().offset()), judged);
        return settled instanceof Verdict.Admit(Admission admission, var _) && wasLeftOut(batch, admission)
                ? new Verdict.Drop(DropReason.EARLIER_VERDICT, List.of())
                : settled;
    }

    /** A failure that may be a bug is tried once more. */
    private Verdict judge(InboundMessage message, Lookups lookups) {
        try {
            return screening.judge(message, lookups, context);
        } catch (RuntimeException | Error bug) {
            Bugs.isolate(bug);
            return screening.judge(message, lookups, context);
        }
    }

    /** The lines of a session have a maximum length. A message that would exceed it must not be recorded in part. */
    private Verdict recordable(InboundMessage message, Verdict judged) {
        if (!(judged instanceof Verdict.Admit(Admission admission, var _)) || open.fits(admission)) {
            return judged;
        }
        String detail = "more than " + SessionRecorder.MOST_BYTES + " bytes of lines in one session";
        OperatorMessage.MESSAGE_FAILED.log(LOG, message.origin() + " with " + detail);
        return new Verdict.DeadLetter(DeadLetterReason.PROCESSING_ERROR, detail);
    }

    /** Whether an object exists that would hold the message if it had been recorded. Such a message went elsewhere. */
    private static boolean wasLeftOut(Announced batch, Admission admission) {
        return batch.isWritten() || batch.durable().holdsSession(admission.session());
    }

    private OfferResult act(InboundMessage message, Lookups lookups, Verdict verdict) {
        switch (verdict) {
            case Verdict.Wait wait -> {
                return new OfferResult.Blocked(wait.reason().dependency());
            }
            case Verdict.Later _ -> {
                return new OfferResult.Backpressure("memory");
            }
            case Verdict.Admit admit -> open.record(admit.admission(), outcome -> account(message, admit, outcome));
            case Verdict.Drop drop -> {
                warn(drop.warnings());
                decided(message, lookups, MessageFate.DROPPED, drop.reason().label());
            }
            case Verdict.Divert divert -> {
                OutboundMessage copy = outputs.divert(message, divert);
                decided(message, lookups, MessageFate.DIVERTED, divert.reason().label());
                copies.add(message.origin().offset(), RoutingCodes.of(divert), copy);
            }
            case Verdict.DeadLetter dead -> {
                OutboundMessage copy = outputs.deadLetter(message, dead);
                warn(dead.warnings());
                decided(
                        message,
                        lookups,
                        MessageFate.DEAD_LETTERED,
                        dead.reason().label());
                copies.add(message.origin().offset(), RoutingCodes.of(dead), copy);
            }
        }
        return OfferResult.Accepted.INSTANCE;
    }

    private void account(InboundMessage message, Verdict.Admit admit, SessionRecorder.Outcome outcome) {
        SessionKey session = admit.admission().session();
        context.claim().record();
        warn(admit.warnings());
        admitted.add(session);
        if (outcome.dropped() > 0 && limited.add(session)) {
            warn(List.of(WarningType.SESSION_EVENT_LIMIT.about(
                    session.teamId(), session.sessionId(), Map.of("sessionId", session.sessionId()))));
        }
        if (outcome.refused()) {
            decided(message, session, MessageFate.DROPPED, DropReason.SESSION_EVENT_LIMIT.label());
        } else {
            decided(message, session, MessageFate.RECORDED, "");
        }
    }

    private void decided(InboundMessage message, Lookups lookups, MessageFate fate, String reason) {
        decided(message, lookups.sessionOf(message), fate, reason);
    }

    private void decided(InboundMessage message, @Nullable SessionKey session, MessageFate fate, String reason) {
        counts.decided(message, session, fate, reason);
        counted = true;
    }

    /** Throws only if no dead letter can be made. The lane closes then, so that the message is not lost. */
    private void setAside(InboundMessage message, Lookups lookups, Throwable bug) {
        Verdict.DeadLetter dead = new Verdict.DeadLetter(
                DeadLetterReason.PROCESSING_ERROR, bug.getClass().getName());
        copies.add(message.origin().offset(), RoutingCodes.of(dead), outputs.deadLetter(message, dead));
        if (!counted) {
            counts.settled(
                    message,
                    sessionOf(message, lookups),
                    MessageFate.DEAD_LETTERED,
                    dead.reason().label());
        }
    }

    private static @Nullable SessionKey sessionOf(InboundMessage message, Lookups lookups) {
        try {
            return lookups.sessionOf(message);
        } catch (RuntimeException bug) {
            // The headers cannot be read: that is why the message failed.
            return null;
        }
    }

    private void warn(List<IngestionWarning> about) {
        for (IngestionWarning warning : about) {
            if (warnings.putIfAbsent(warning.subject(), warning) == null) {
                warningBytes += WARNING_BYTES
                        + 2L * (warning.key().length() + warning.details().length());
            }
        }
    }

    private void markSeen() {
        if (!admitted.isEmpty()) {
            List<SessionKey> sessions = List.copyOf(admitted);
            Uni.createFrom()
                    .deferred(() -> screening.markSeen(sessions))
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debug("Sessions are not marked as seen", failure));
            admitted.clear();
        }
    }

    @Override
    public long heldBytes() {
        return open.heldBytes() + copies.heldBytes() + warningBytes;
    }

    @Override
    public boolean isFull() {
        return heldBytes() >= shared.settings().batchMaxBytes()
                || open.isFull()
                || copies.isFull()
                || context.claim().isWanted();
    }

    @Override
    public Uni<SealedWork> seal(BatchSpan span) {
        counts.check(span);
        context.claim().seal();
        markSeen();
        Uni<List<SessionBlock>> blocks = encoding;
        if (blocks == null) {
            blocks = open.encode()
                    .onFailure()
                    .invoke(() -> encoding = null)
                    .memoize()
                    .indefinitely();
            encoding = blocks;
        }
        return Uni.combine()
                .all()
                .unis(blocks, copies.acknowledged())
                .with((encoded, acknowledged) ->
                        new SealedRecording(sealed(span, encoded), copies.held(), sink, shared::giveBack, batches));
    }

    private SealedBatch sealed(BatchSpan span, List<SessionBlock> blocks) {
        List<IngestionWarning> about = List.copyOf(warnings.values());
        Announced batch = announced;
        if (batch == null) {
            return new SealedBatch(span, blocks, about);
        }
        List<Retention> written =
                SessionStages.retentions(List.copyOf(batch.durable().parts()));
        List<Retention> missing = new ArrayList<>(SessionStages.retentions(batch.parts()));
        missing.removeAll(written);
        return new SealedBatch(span, blocks, about, missing, written);
    }

    @Override
    public void discard() {
        copies.discard();
        open.discard();
    }
}
