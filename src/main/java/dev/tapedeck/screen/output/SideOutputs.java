package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;

/**
 * The two ways out for messages that are not recorded but kept: key and value unchanged, the original headers plus where the
 * message was read and why it left. Callable on any thread; does not block.
 */
public interface SideOutputs {

    /** A copy for the dead-letter topic. */
    OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict);

    /** A copy for the overflow topic. */
    OutboundMessage divert(InboundMessage message, Verdict.Divert verdict);

    /**
     * Sends a copy at once. The answer comes when the broker has acknowledged it, and fails when it has not within the
     * channel's delivery time-out: the caller holds the offset back and tries again, so a copy may be there twice, with the
     * same origin. Bound what is in flight by waiting for the answers: there is no other bound.
     */
    Uni<Void> send(OutboundMessage copy);
}
