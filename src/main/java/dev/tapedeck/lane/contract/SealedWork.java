package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.telemetry.BatchTraces.BatchTrace;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sealed batch that has yet to be made durable. */
public interface SealedWork {

    /** Names of the objects it will write, unique within the batch; empty when nothing was recorded. */
    List<String> parts();

    /** Bytes held until it is durable. */
    long heldBytes();

    /** Which messages leave as copies with the commit; null when none has to wait for it. */
    @Nullable RoutingPlan exits();

    /**
     * Writes objects and rows. Repeating it, by whomever, changes nothing more. Answers, on any thread, the messages that
     * have to go out with the commit.
     *
     * @param trace is told what the batch holds, and of every step
     */
    Uni<List<OutboundMessage>> write(BatchTrace trace);

    /** The batch is durable and its offsets are committed: the last word on it. */
    void committed();
}
