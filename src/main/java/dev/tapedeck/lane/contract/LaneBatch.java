package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.Stages.Durable;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open batch of a lane, as the lane sees it. Called on the lane's mailbox only, one call at a time.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface LaneBatch<L> {

    /**
     * Says that an earlier owner has announced the batch, so that no limit seals it. Called before the first {@link #take}. If the routing
     * plan is known, {@link #take} gets the look-ups of {@link Stages#lookUpAnnounced}.
     */
    void follow(Announced announced);

    /**
     * Takes one message. If a bug shows up, the message becomes a dead letter, and the batch stays as it was before.
     *
     * @throws VirtualMachineError for which no message is to blame, such as a full heap
     * @throws RuntimeException where no dead letter can be made: the message must not be lost, so the lane has to close
     */
    OfferResult take(InboundMessage message, L lookups);

    /** Bytes held for the messages taken so far. */
    long heldBytes();

    /** Whether the batch has reached its size and should be sealed. */
    boolean isFull();

    /**
     * Ends the batch. No {@link #take} follows. Completes on any thread, once the blocks are encoded and every copy that does not wait for
     * the commit is acknowledged. A failure may be retried by another call.
     */
    Uni<SealedWork> seal(BatchSpan span);

    /** Drops everything at once. Idempotent, and allowed after {@link #seal}. */
    void discard();

    /** What an open batch did with a message. */
    sealed interface OfferResult {

        /** The message is done: recorded, dropped, or on its way to a side output. */
        record Accepted() implements OfferResult {

            public static final Accepted INSTANCE = new Accepted();
        }

        /**
         * The message and all after it are to be offered again soon. No server is to blame.
         *
         * @param want what is lacking, as metrics name it: {@code memory} for a large message while others hold that memory, or
         *     {@code copies} while too many messages to other topics are under way
         */
        record Backpressure(String want) implements OfferResult {}

        /**
         * The message and all after it must wait.
         *
         * @param dependency the server that has not responded, as health and metrics name it
         */
        record Blocked(String dependency) implements OfferResult {}
    }

    /**
     * What an earlier owner announced of a batch that is built again.
     *
     * @param parts the names of its objects; whoever builds the batch writes no others
     * @param exits which messages stay and which leave; null when that was not announced
     * @param durable what is already written
     */
    record Announced(List<String> parts, @Nullable RoutingPlan exits, Durable durable) {

        public Announced {
            parts = List.copyOf(parts);
        }

        /** Whether all of its objects exist. They then hold everything that was recorded. */
        public boolean isWritten() {
            return durable.parts().containsAll(parts);
        }
    }
}
