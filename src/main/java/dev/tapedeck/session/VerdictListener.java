package dev.tapedeck.session;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.screen.SessionKey;
import org.jspecify.annotations.Nullable;

/** Receives the fate of each message. */
public interface VerdictListener {

    /**
     * A message got its final verdict. Called on the lane's mailbox; must not block. If it throws, the message becomes a dead letter, and
     * the listener is called again.
     *
     * @param session the session that the headers name, with {@link SessionKey#NO_TEAM} while the team is unknown; null if they name none
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
