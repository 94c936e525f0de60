package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind intake, as intake sees it.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface Stages<L> {

    /** Asks everything that these messages need to be judged, in one round. Does not fail; answers on any thread. */
    Uni<L> lookUp(List<InboundMessage> messages);

    /** The same for messages of a batch whose {@link RoutingPlan} is announced: nothing but that makes them leave it. */
    Uni<L> lookUpAnnounced(List<InboundMessage> messages);

    /** Makes the open batches of a new lane, one after the other. What it makes is called on the lane's mailbox. */
    Supplier<LaneBatch<L>> batches(LaneId lane);

    /**
     * Finishes a batch of an earlier owner if all its objects exist: writes the rows that they name. Answers the messages
     * that have to go out with the commit; null if an object is missing: then the batch must be rebuilt from its
     * messages. Repeating it changes nothing more.
     */
    Uni<@Nullable List<OutboundMessage>> finish(BatchSpan span, List<String> parts);

    /** What of an earlier owner's batch is durable, when it has to be built again. Answers on any thread. */
    Uni<Durable> durable(BatchSpan span, List<String> parts);

    /** Records that messages are gone from the topic. Repeating it changes nothing. Answers on any thread. */
    Uni<Void> recordGap(OffsetGap gap);

    /** The longest time from a batch's first message to its seal. */
    Duration maxAge();
}
