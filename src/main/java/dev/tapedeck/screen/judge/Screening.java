package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/**
 * Judges messages. First come the look-ups of a whole poll, with at most one round trip of each kind. Then each message is judged, in
 * order, without waiting for anything.
 */
public interface Screening {

    /**
     * Asks Postgres and Redis for everything that judging these messages needs. Never fails: if an answer is missing,
     * {@link #judge} returns {@link Verdict.Wait}. Callable on any thread; does not block.
     */
    Uni<Lookups> lookUp(List<InboundMessage> messages);

    /**
     * The same for messages of a batch that an earlier owner of the partition has announced. Neither restrictions nor the rates of
     * sessions make {@link #judge} send any of them elsewhere.
     */
    Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages);

    /**
     * The verdict on one message. Decompresses and scans the body, so it belongs on the lane's worker thread, one message at a
     * time. Throws only because of a bug; the caller then isolates the message.
     *
     * @param context the lane's own; to be cleared before the next message, once the verdict is carried out
     */
    Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext context);

    /** A new context for a lane. Callable on any thread. */
    ScreeningContext context();

    /** Remembers that these sessions have been admitted. Failures are counted and never thrown. Repeating it is harmless. */
    Uni<Void> markSeen(Collection<SessionKey> sessions);

    /** Gives up working memory that no message uses at the moment. Callable on any thread. */
    default void letIdleMemoryGo() {}
}
