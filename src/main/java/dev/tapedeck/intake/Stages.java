package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * What stands behind intake, as intake sees it.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface Stages<L> {

    /** Asks everything that these messages need to be judged, in one round. Does not fail; answers on any thread. */
    Uni<L> lookUp(List<InboundMessage> messages);

    /** A new open batch for this lane. Called on the lane's mailbox. */
    LaneBatch<L> open(LaneId lane);

    /**
     * Finishes a batch of an earlier owner if all its objects exist: writes the rows that they name. Answers whether it
     * did; if not, the batch must be rebuilt from its messages. Repeating it changes nothing more.
     */
    Uni<Boolean> finish(BatchSpan span, List<String> parts);

    /** The longest time from a batch's first message to its seal. */
    Duration maxAge();
}
