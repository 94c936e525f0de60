package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.screen.output.SideOutputs;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;

/** Exits where none are expected. */
public class NoExits implements SideOutputs {

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
