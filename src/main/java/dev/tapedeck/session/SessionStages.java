package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.LaneBatch;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.session.copies.BatchCopies;
import dev.tapedeck.session.copies.HeldCopies;
import dev.tapedeck.session.copies.SentCopies;
import dev.tapedeck.telemetry.BatchMeters;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates the batches that lanes fill. They screen and record messages, and become durable through a {@link BatchSink}. */
public final class SessionStages implements Stages<Lookups> {

    private final Screening screening;
    private final SideOutputs outputs;
    private final OpenBatches openBatches;
    private final BatchSink sink;
    private final ScreenMeters verdicts;
    private final BatchMeters batches;
    private final boolean transactions;
    private final VerdictListener listener;

    /** @param transactions whether copies of messages go out in one transaction with the commit of their batch */
    public SessionStages(
            Screening screening,
            SideOutputs outputs,
            OpenBatches openBatches,
            BatchSink sink,
            ScreenMeters verdicts,
            BatchMeters batches,
            boolean transactions,
            VerdictListener listener) {
        this.screening = screening;
        this.outputs = outputs;
        this.openBatches = openBatches;
        this.sink = sink;
        this.verdicts = verdicts;
        this.batches = batches;
        this.transactions = transactions;
        this.listener = listener;
    }

    @Override
    public Uni<Lookups> lookUp(List<InboundMessage> messages) {
        return screening.lookUp(messages);
    }

    @Override
    public Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages) {
        return screening.lookUpAnnounced(messages);
    }

    @Override
    public Supplier<LaneBatch<Lookups>> batches(LaneId lane) {
        ScreeningContext context = screening.context();
        return () -> new RecordingBatch(
                screening,
                outputs,
                context,
                openBatches,
                sink,
                copies(),
                new BatchCounts(lane, verdicts, listener),
                batches);
    }

    private BatchCopies copies() {
        return transactions ? new HeldCopies() : new SentCopies(outputs, batches);
    }

    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts) {
        return sink.finish(span, retentions(parts));
    }

    @Override
    public Uni<Durable> durable(BatchSpan span, List<String> parts) {
        return sink.durable(span, retentions(parts));
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        return sink.recordGap(gap);
    }

    @Override
    public Duration maxAge() {
        return openBatches.settings().batchMaxAge();
    }

    /**
     * Frees idle buffers of screening and of batches: up to some tens of megabytes. The next messages allocate them again, so call
     * it only while the lanes are idle. Thread-safe.
     */
    public void letIdleMemoryGo() {
        screening.letIdleMemoryGo();
        openBatches.letIdleMemoryGo();
    }

    /** Parts of a batch are named after retentions. */
    static List<Retention> retentions(List<String> parts) {
        return parts.stream().map(SessionStages::retention).toList();
    }

    private static Retention retention(String part) {
        Retention retention = Retention.ofLabel(part);
        if (retention == null) {
            throw new IllegalStateException(
                    "an intent names the unknown retention '" + part + "': it was written by another version");
        }
        return retention;
    }
}
