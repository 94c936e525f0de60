package dev.tapedeck.screen;

import dev.tapedeck.intake.InboundMessage;
import io.smallrye.mutiny.Uni;

/**
 * The two ways out for messages that are not recorded but kept: key and value unchanged, the original headers plus where the
 * message was read and why it left. Each answer comes when the broker has acknowledged the copy, and fails when it has not
 * within the channel's delivery time-out: the caller holds the offset back and tries again, so a copy may be there twice, with the
 * same origin. Bound what is in flight by waiting for the answers: there is no other bound. Callable on any thread; does not
 * block.
 */
public interface Exits {

    /** Sends a copy to the dead-letter topic. */
    Uni<Void> deadLetter(InboundMessage message, Verdict.DeadLetter verdict);

    /** Sends a copy to the overflow topic. */
    Uni<Void> divert(InboundMessage message, Verdict.Divert verdict);
}
