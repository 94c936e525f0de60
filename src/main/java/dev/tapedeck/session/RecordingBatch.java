package dev.tapedeck.session;

import dev.tapedeck.intake.Announced;
import dev.tapedeck.intake.BatchSpan;
import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.LaneBatch;
import dev.tapedeck.intake.SealedWork;
import dev.tapedeck.intake.Take;
import dev.tapedeck.screen.DropReason;
import dev.tapedeck.screen.Exits;
import dev.tapedeck.screen.Lookups;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.ScreenDesk;
import dev.tapedeck.screen.Screening;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.Verdict;
import dev.tapedeck.screen.Warning;
import dev.tapedeck.screen.WarningType;
import dev.tapedeck.telemetry.BatchMeters;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lane's open batch: judges each message, records it or sends it to its exit, and counts it once. Confined to the lane's
 * mailbox until it is sealed.
 */
final class RecordingBatch implements LaneBatch<Lookups> {

    /** About what a warning takes. */
    private static final int WARNING_BYTES = 512;

    private final Screening screening;
    private final Exits exits;
    private final ScreenDesk desk;
    private final OpenBatches shared;
    private final OpenBatch open;
    private final Verdicts verdicts;
    private final BatchSink sink;
    private final Tally tally;
    private final BatchMeters batches;
    private final ExitCopies copies;
    private final Map<Warning.Subject, Warning> warnings = new LinkedHashMap<>();
    private final Set<SessionKey> admitted = new LinkedHashSet<>();
    private final Set<SessionKey> limited = new HashSet<>();

    private @Nullable Lookups round;

    /** What an earlier owner announced of this batch; null when it is a new one. */
    private @Nullable Announced announced;

    /** Forgotten when it fails, so that the next attempt is one. Set on any thread. */
    private volatile @Nullable Uni<List<SessionBlock>> encoding;

    RecordingBatch(
            Screening screening,
            Exits exits,
            ScreenDesk desk,
            OpenBatches shared,
            BatchSink sink,
            ExitCopies copies,
            Tally tally,
            BatchMeters batches) {
        this.screening = screening;
        this.exits = exits;
        this.desk = desk.next();
        this.shared = shared;
        this.open = shared.open(this.desk.claim()::close);
        this.verdicts = new Verdicts(screening, this.desk, open);
        this.sink = sink;
        this.tally = tally;
        this.batches = batches;
        this.copies = copies;
    }

    @Override
    public void follow(Announced batch) {
        announced = batch;
        verdicts.follow(batch);
        desk.claim().follow();
    }

    @Override
    public Take take(InboundMessage message, Lookups lookups) {
        if (announced != null && announced.durable().holds(message.origin().offset())) {
            leave(message, lookups, Fate.RECORDED, "");
            tally.taken();
            return Take.Taken.INSTANCE;
        }
        Take hindrance = copies.hindrance();
        if (hindrance != null) {
            return hindrance;
        }
        if (round != lookups) {
            markSeen();
            round = lookups;
        }
        try {
            return act(message, lookups, verdicts.on(message, lookups));
        } finally {
            desk.clear();
        }
    }

    private Take act(InboundMessage message, Lookups lookups, Verdict verdict) {
        switch (verdict) {
            case Verdict.Wait wait -> {
                return new Take.Wait(wait.reason().dependency());
            }
            case Verdict.Later _ -> {
                return new Take.Later("memory");
            }
            case Verdict.Admit admit -> record(message, admit);
            case Verdict.Drop drop -> {
                warn(drop.warnings());
                leave(message, lookups, Fate.DROPPED, drop.reason().label());
            }
            case Verdict.Divert divert -> {
                copies.add(message.origin().offset(), ExitLetters.of(divert), exits.divert(message, divert));
                leave(message, lookups, Fate.DIVERTED, divert.reason().label());
            }
            case Verdict.DeadLetter dead -> {
                copies.add(message.origin().offset(), ExitLetters.of(dead), exits.deadLetter(message, dead));
                warn(dead.warnings());
                leave(message, lookups, Fate.DEAD_LETTERED, dead.reason().label());
            }
        }
        tally.taken();
        return Take.Taken.INSTANCE;
    }

    private void record(InboundMessage message, Verdict.Admit admit) {
        RecordOutcome outcome = open.record(admit.admission());
        desk.claim().record();
        SessionKey session = admit.admission().session();
        warn(admit.warnings());
        admitted.add(session);
        if (outcome.dropped() > 0 && limited.add(session)) {
            warn(List.of(WarningType.SESSION_EVENT_LIMIT.about(
                    session.teamId(), session.sessionId(), Map.of("sessionId", session.sessionId()))));
        }
        if (outcome.refused()) {
            tally.decided(message, session, Fate.DROPPED, DropReason.SESSION_EVENT_LIMIT.label());
        } else {
            tally.decided(message, session, Fate.RECORDED, "");
        }
    }

    private void warn(List<Warning> about) {
        about.forEach(warning -> warnings.putIfAbsent(warning.subject(), warning));
    }

    private void leave(InboundMessage message, Lookups lookups, Fate fate, String reason) {
        tally.decided(message, lookups.sessionOf(message), fate, reason);
    }

    private void markSeen() {
        if (!admitted.isEmpty()) {
            screening.markSeen(List.copyOf(admitted)).subscribe().with(done -> {}, failure -> {});
            admitted.clear();
        }
    }

    @Override
    public long heldBytes() {
        return open.heldBytes() + copies.heldBytes() + (long) warnings.size() * WARNING_BYTES;
    }

    @Override
    public boolean isFull() {
        return heldBytes() >= shared.settings().batchMaxBytes()
                || open.isFull()
                || copies.isFull()
                || desk.claim().isWanted();
    }

    @Override
    public Uni<SealedWork> seal(BatchSpan span) {
        tally.check(span);
        desk.claim().seal();
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
        List<Warning> about = List.copyOf(warnings.values());
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
