package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** A lane's link to its partition in the consumer group. Every answer may come on any thread. */
interface LaneLink {

    /** What the group has committed for this partition, once no earlier owner can change it any more. */
    Uni<Committed> committed();

    /**
     * Commits an offset with its metadata, and in the same transaction sends these messages. Fails with {@link LaneFenced}
     * when the partition is no longer ours; any other failure may be retried, which sends nothing twice.
     */
    Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages);

    /** The first offset that the partition still has. */
    Uni<Long> logStart();

    /** Whether everything that the partition held when it was fetched from last has been polled. */
    Uni<Boolean> atEnd();

    /** Stops fetching from this partition; polling goes on. Idempotent. */
    void pause();

    /** Fetches again. Idempotent. */
    void resume();
}
