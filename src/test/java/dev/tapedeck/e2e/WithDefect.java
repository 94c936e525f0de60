package dev.tapedeck.e2e;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;

/** Screening with a defect that messages with the header {@value #HEADER} meet. */
@Decorator
@Priority(1)
class WithDefect implements Screening {

    static final String HEADER = "x-test-defect";

    private final Screening sound;

    @Inject
    WithDefect(@Delegate Screening sound) {
        this.sound = sound;
    }

    @Override
    public Uni<Lookups> lookUp(List<InboundMessage> messages) {
        return sound.lookUp(messages);
    }

    @Override
    public Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages) {
        return sound.lookUpAnnounced(messages);
    }

    @Override
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext desk) {
        if (message.headers().entries().stream().anyMatch(entry -> entry.name().equals(HEADER))) {
            throw new IllegalStateException("the defect of the test");
        }
        return sound.judge(message, lookups, desk);
    }

    @Override
    public ScreeningContext context() {
        return sound.context();
    }

    @Override
    public Uni<Void> markSeen(Collection<SessionKey> sessions) {
        return sound.markSeen(sessions);
    }
}
