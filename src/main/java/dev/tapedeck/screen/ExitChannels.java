package dev.tapedeck.screen;

import dev.tapedeck.intake.InboundMessage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** The exits as channels of configuration. */
@Singleton
class ExitChannels implements Exits {

    private final DeadLetterChannel deadLetters;
    private final OverflowChannel overflow;

    ExitChannels(DeadLetterChannel deadLetters, OverflowChannel overflow) {
        this.deadLetters = deadLetters;
        this.overflow = overflow;
    }

    @Override
    public Uni<Void> deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
        return deadLetters.send(message, verdict);
    }

    @Override
    public Uni<Void> divert(InboundMessage message, Verdict.Divert verdict) {
        return overflow.send(message, verdict);
    }
}
