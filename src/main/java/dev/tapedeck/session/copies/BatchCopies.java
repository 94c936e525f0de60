package dev.tapedeck.session.copies;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.RoutingPlan;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The copies of a batch's messages for dead letters and overflow. Called on the lane's mailbox. */
public interface BatchCopies {

    /**
     * What waits for the batch's commit.
     *
     * @param copies the copies
     * @param exits which messages they are of; null when none ever waits
     */
    record Held(List<OutboundMessage> copies, @Nullable RoutingPlan exits) {

        public static final Held NONE = new Held(List.of(), null);

        public Held {
            copies = List.copyOf(copies);
        }

        public long bytes() {
            return copies.stream().mapToLong(OutboundMessage::heldBytes).sum();
        }
    }

    /**
     * Takes one copy. When it throws, the copy is not taken.
     *
     * @param offset the message's offset
     * @param exit the exit's letter
     */
    void add(long offset, char exit, OutboundMessage copy);

    /** Why no message can be taken now: copies fail, or too many are under way. Null when there is no reason. */
    @Nullable OfferResult hindrance();

    /** Whether the batch has to be sealed, because of how its copies are spread. */
    boolean isFull();

    /** Bytes of the messages whose copies are in memory. */
    long heldBytes();

    /**
     * Answers, on any thread, when the broker has acknowledged every copy that does not wait for the commit. Fails when it has
     * not for long; to be asked again.
     */
    Uni<Void> acknowledged();

    /** What waits for the commit. Once sealed. */
    Held held();

    /** Stops sending. */
    void discard();
}
