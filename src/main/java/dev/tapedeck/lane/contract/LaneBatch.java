package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.InboundMessage;
import io.smallrye.mutiny.Uni;

/**
 * The open batch of a lane, as the lane sees it. Called on the lane's mailbox only, one call at a time.
 *
 * @param <L> the answers of one round of look-ups
 */
public interface LaneBatch<L> {

    /**
     * The batch has been announced by an earlier owner: no limit seals it. Called before the first {@link #take}. Where the exits are
     * known, the look-ups are those of {@link Stages#lookUpAnnounced}.
     */
    void follow(Announced announced);

    /**
     * Takes one message. A message that meets a bug becomes a dead letter, and the batch is as if it had not come.
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
     * Ends the batch: no further {@link #take}. The answer comes when its blocks are encoded and every copy that does not
     * wait for the commit is acknowledged, on any thread. A failure may be retried by calling again.
     */
    Uni<SealedWork> seal(BatchSpan span);

    /** Drops everything at once. Idempotent, and allowed after {@link #seal}. */
    void discard();
}
