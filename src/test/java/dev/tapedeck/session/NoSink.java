package dev.tapedeck.session;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink for batches that are never written. */
public class NoSink implements BatchSink {

    @Override
    public Uni<List<OutboundMessage>> write(SealedBatch sealed, BatchTrace trace) {
        throw new AssertionError(sealed);
    }

    @Override
    public Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions) {
        throw new AssertionError(span);
    }

    @Override
    public Uni<Durable> durable(BatchSpan span, List<Retention> retentions) {
        throw new AssertionError(span);
    }

    @Override
    public Uni<Void> recordGap(OffsetGap gap) {
        throw new AssertionError(gap);
    }
}
