package dev.tapedeck.operate.rest;

import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.LaneId;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.session.Fate;
import dev.tapedeck.session.VerdictListener;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Hears every verdict, for those who ask later. */
@Singleton
class Witness implements VerdictListener {

    private final SessionMemory memory;
    private final NoisySenders senders;

    Witness(SessionMemory memory, NoisySenders senders) {
        this.memory = memory;
        this.senders = senders;
    }

    @Override
    public void decided(LaneId lane, InboundMessage message, @Nullable SessionKey session, Fate fate, String reason) {
        senders.addTeam(session == null ? SessionKey.NO_TEAM : session.teamId(), message.size());
        if (session != null && session.sessionId().length() <= SessionMemory.LONGEST_ID) {
            memory.remember(lane, message, session, fate, reason);
            senders.addSession(session, message.size());
        }
    }
}
