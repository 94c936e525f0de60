package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.screen.SessionKey;
import org.jspecify.annotations.Nullable;

/** Hears what became of each message. */
public interface VerdictListener {

    /**
     * A message got its final verdict. On the lane's mailbox; must not wait. When it throws, the message becomes a dead letter, which it is
     * told of once more.
     *
     * @param session what its headers name, with {@link SessionKey#NO_TEAM} while the team is not known; null for none
     * @param reason the label of the reason; empty when recorded
     */
    void decided(LaneId lane, InboundMessage message, @Nullable SessionKey session, MessageFate fate, String reason);

    /** What became of a message. */
    enum MessageFate {
        RECORDED,
        DROPPED,
        DIVERTED,
        DEAD_LETTERED
    }
}
