package dev.tapedeck.session;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.BatchSpan;
import dev.tapedeck.lane.contract.OffsetGap;
import dev.tapedeck.lane.contract.Stages.Durable;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.telemetry.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where sealed batches become durable: everything behind this stage. Answers on any thread. */
public interface BatchSink {

    /**
     * Writes objects, rows and warnings. Repeating it, by whomever, changes nothing more. Answers the rows that have to go
     * out with the commit.
     *
     * @param trace is told of every step
     */
    Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace);

    /** The same for the rows of an earlier owner's batch if every one of its objects exists; null if one does not. */
    Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions);

    /** What of an earlier owner's batch is durable, when it has to be built again. */
    Uni<Durable> durable(BatchSpan span, List<Retention> retentions);

    /** Records that messages are gone from the topic. Repeating it changes nothing. */
    Uni<Void> recordGap(OffsetGap gap);
}
