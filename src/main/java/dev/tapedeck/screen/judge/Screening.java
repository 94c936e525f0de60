package dev.tapedeck.screen.judge;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/**
 * Judges messages. The look-ups of a whole poll are batched first, at most one round trip per kind; then each message is
 * judged in order without waiting for anything.
 */
public interface Screening {

    /**
     * Asks Postgres and Redis for all that judging these messages needs. Never fails: what has no answer makes
     * {@link #judge} say {@link Verdict.Wait}. Callable on any thread; does not block.
     */
    Uni<Lookups> lookUp(List<InboundMessage> messages);

    /**
     * The same for messages of a batch that an earlier owner has announced: neither restrictions nor the rates of sessions
     * make {@link #judge} send any of them elsewhere.
     */
    Uni<Lookups> lookUpAnnounced(List<InboundMessage> messages);

    /**
     * The verdict on one message. Inflates and scans the body, so it belongs on a worker thread: the lane's, one message at
     * a time. Throws only for defects; the caller isolates the message then.
     *
     * @param desk the lane's own; to be cleared before the next message, once the verdict is acted on
     */
    Verdict judge(InboundMessage message, Lookups lookups, ScreeningContext desk);

    /** A new desk for a lane. Callable on any thread. */
    ScreeningContext desk();

    /** Remembers that these sessions have been admitted. Failures are counted, never thrown: repeating it is harmless. */
    Uni<Void> markSeen(Collection<SessionKey> sessions);

    /** Leaves working memory that no message uses just now to the collector. Callable on any thread. */
    default void letIdleMemoryGo() {}
}
