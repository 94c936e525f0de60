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

/** Makes sealed batches durable. Results come on any thread. */
public interface BatchSink {

    /**
     * Writes objects, rows and warnings. A repetition, also by another process, changes nothing more.
     *
     * @param trace records every step
     * @return the rows that have to go out with the commit
     */
    Uni<List<OutboundMessage>> write(SealedBatch batch, BatchTrace trace);

    /** The same for the rows of an earlier owner's batch, if all of its objects exist. Returns null if one is missing. */
    Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<Retention> retentions);

    /** Returns what is durable of an earlier owner's batch that has to be built again. */
    Uni<Durable> durable(BatchSpan span, List<Retention> retentions);

    /** Records that messages are gone from the topic. A repetition changes nothing. */
    Uni<Void> recordGap(OffsetGap gap);
}
