package dev.tapedeck.lane.contract;

import dev.tapedeck.kafka.message.OutboundMessage;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** A lane's link to its partition in the consumer group. Every answer may come on any thread. */
public interface LanePartition {

    /** What the group has committed for this partition, once no earlier owner can change it any more. */
    Uni<Committed> committed();

    /**
     * Commits an offset with its metadata, and in the same transaction sends these messages. Fails with {@link LaneFenced}
     * when the partition is no longer ours, and with {@link LogReplaced} when its topic is not the one any more that was first
     * looked at; any other failure may be retried, which sends nothing twice.
     */
    Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages);

    /** The partition's log as it is now. */
    Uni<LogView> look();

    /** Whether there was no such topic when it was last asked for. */
    boolean gone();

    /** How far the consumer has come. */
    Uni<Passed> passed();

    /** Whether a partition of which nothing was ever committed is read from its beginning. */
    boolean readsFromStart();

    /** Has the consumer read on from this offset; answers how many messages had been polled before. */
    Uni<Long> seek(long offset);

    /** Whether everything that the partition held when it was fetched from last has been polled. */
    Uni<Boolean> atEnd();

    /** Stops fetching from this partition; polling goes on. Idempotent. */
    void pause();

    /** Fetches again. Idempotent. */
    void resume();
}
