package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;

/**
 * The side outputs: the topics of dead letters and of overflow. Messages that are not recorded go there with key and value unchanged. Their
 * headers are the original ones, and why the message is there and where it was read. Callable on any thread; does not block.
 */
public interface SideOutputs {

    /** The message for the dead-letter topic. */
    OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict);

    /** The message for the overflow topic. */
    OutboundMessage divert(InboundMessage message, Verdict.Divert verdict);

    /**
     * Sends a message at once. The item comes when the broker has acknowledged the message. It fails if that takes longer than the
     * delivery time-out of the channel. The caller then holds the offset back and tries again, so the message may be there twice, with the
     * same origin. The caller has to wait for the items: nothing else bounds what is in flight.
     */
    Uni<Void> send(OutboundMessage message);
}
