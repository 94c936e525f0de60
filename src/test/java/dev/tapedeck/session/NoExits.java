package dev.tapedeck.session;

import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.OutboundMessage;
import dev.tapedeck.screen.Exits;
import dev.tapedeck.screen.Verdict;
import io.smallrye.mutiny.Uni;

/** Exits where none are expected. */
public class NoExits implements Exits {

    @Override
    public OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
        throw new AssertionError(verdict);
    }

    @Override
    public OutboundMessage divert(InboundMessage message, Verdict.Divert verdict) {
        throw new AssertionError(verdict);
    }

    @Override
    public Uni<Void> send(OutboundMessage copy) {
        throw new AssertionError(copy);
    }
}
