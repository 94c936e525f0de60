package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sealed batch that is not durable yet. */
public interface SealedWork {

    /** Returns the names of the objects to write, unique within the batch; empty when nothing was recorded. */
    List<String> parts();

    /** Returns the bytes held until the batch is durable. */
    long heldBytes();

    /** Returns which messages leave as copies with the commit; null when no copy waits for it. */
    @Nullable RoutingPlan exits();

    /**
     * Writes objects and rows. Repeating it, by any process, changes nothing more. Completes on any thread.
     *
     * @param trace is told what the batch holds, and of every step
     * @return the messages that have to go out with the commit
     */
    Uni<List<OutboundMessage>> write(BatchTrace trace);

    /** The batch is durable and its offsets are committed. Nothing follows. */
    void committed();
}
