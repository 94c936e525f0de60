package dev.tapedeck.lane;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How lanes take messages in and give them out. Topic, group and client settings are the channel's own. */
@ConfigMapping(prefix = "tapedeck.intake")
public interface LaneConfig {

    /**
     * Bytes that all lanes together may hold: queued messages, open batches, sealed blocks. When it is used up, partitions are paused. If
     * more than eight lanes need memory, they take turns, eight at a time. At least 1 MiB. Never more than a quarter of the heap counts.
     */
    @WithDefault("256M")
    MemorySize budget();

    /**
     * Bytes of messages that one lane queues before it pauses its partition. At least 64 KiB. A longer queue would only grow old in the
     * heap, as new messages come as fast as the lane takes them.
     */
    @WithDefault("4M")
    MemorySize queue();

    /** Sealed batches per lane that may wait for storage while the next one fills. 1 to 16. */
    @WithDefault("2")
    int sealedBatches();

    /** The shortest wait before a failed commit, upload, insert or look-up is tried again. */
    @WithDefault("200ms")
    Duration retryMin();

    /** The longest such wait. */
    @WithDefault("10s")
    Duration retryMax();

    /** How long a revoked lane may take to finish what it sealed, before it drops everything for the next owner. */
    @WithDefault("10s")
    Duration revokeDeadline();

    /**
     * Whether dead letters, overflow and rows for Kafka go out in one transaction with the offsets of their batch, so that
     * readers of committed messages see each once. They then come when the batch is committed, and the broker has to permit the
     * transactional ids {@code <group>-<topic>-<partition>}. Otherwise they go out at once, at least once.
     */
    @WithDefault("false")
    boolean transactions();

    /**
     * Whether, in profile {@code posthog}, PostHog's own consumer group may be joined, which takes its ingester's place. Otherwise
     * Tapedeck has a group of its own there, and refuses to start with PostHog's.
     */
    @WithDefault("false")
    boolean takeOver();

    /** How long an orderly stop may take to seal, upload, insert and commit all lanes. */
    @WithDefault("30s")
    Duration shutdownDeadline();

    /**
     * How long polls may return no message of a partition that has messages, while its broker responds, before the process counts as
     * dead. A message that the client cannot decode makes every poll fail. Greater than 0.
     */
    @WithDefault("1M")
    Duration stuckAfter();
}
