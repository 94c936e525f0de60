package dev.tapedeck.session.copies;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.lane.contract.RoutingPlan;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The copies of a batch's messages for the dead-letter and overflow topics. Called on the lane's mailbox. */
public interface BatchCopies {

    /**
     * The copies that go out with the batch's commit.
     *
     * @param copies the copies
     * @param exits the messages that they are of; null if copies never wait
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
     * Takes one copy. If it throws, the copy is not taken.
     *
     * @param offset the message's offset
     * @param exit the message's code of {@link RoutingCodes}
     */
    void add(long offset, char exit, OutboundMessage copy);

    /** Returns why no message can be taken now: copies fail, or too many are in flight. Null if messages can be taken. */
    @Nullable OfferResult hindrance();

    /** Whether the batch has to be sealed because its routing plan is full. */
    boolean isFull();

    /** Bytes of the messages whose copies are in memory. */
    long heldBytes();

    /**
     * Completes on any thread when the broker has acknowledged every copy that does not wait for the commit. Fails if that takes too
     * long; call it again then.
     */
    Uni<Void> acknowledged();

    /** Returns the copies that wait for the commit. Called once the batch is sealed. */
    Held held();

    /** Stops sending. */
    void discard();
}
