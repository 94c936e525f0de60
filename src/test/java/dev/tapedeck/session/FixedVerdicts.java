package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.judge.Desks;
import dev.tapedeck.screen.judge.Lookups;
import dev.tapedeck.screen.judge.Screening;
import dev.tapedeck.screen.judge.ScreeningContext;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Screening that has been told what to say of each offset. */
final class FixedVerdicts implements Screening {

    private final Map<Long, Verdict> verdicts = new HashMap<>();

    void say(long offset, Verdict verdict) {
        verdicts.put(offset, verdict);
    }

    @Override
    public Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext desk) {
        return Objects.requireNonNull(verdicts.get(message.origin().offset()));
    }

    @Override
    public Uni<Lookups> lookUp(List<InboundMessage> messages) {
        return Uni.createFrom().item(Desks.noLookups());
    }

    @Override
    public Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages) {
        return lookUp(messages);
    }

    @Override
    public ScreeningContext context() {
        return Desks.ordinary();
    }

    @Override
    public Uni<Void> markSeen(Collection<SessionKey> sessions) {
        return Uni.createFrom().voidItem();
    }
}
