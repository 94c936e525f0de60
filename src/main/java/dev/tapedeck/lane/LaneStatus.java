package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LaneId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lane as people may see it, taken after its latest step.
 *
 * @param lane which assignment
 * @param state its state in one word, lower case; {@code failed} when a bug closed it
 * @param from where the open or next batch begins; negative before the first message
 * @param committed up to where everything is durable and committed; negative before the group has answered
 * @param next the next offset to be taken; negative before the first message
 * @param queuedBytes bytes of messages not yet taken
 * @param openBytes bytes held by the open batch
 * @param openSince when the open batch took its first message, or null when there is none
 * @param sealedBatches sealed batches on their way out
 * @param paused whether the partition is paused, for whatever reason
 * @param suspended whether an operator paused the lane: it takes nothing until told to
 * @param waitingFor the server that owes an answer before the lane can go on, or null
 * @param failing the steps that failed last time and are being retried
 * @param progressed when the lane last took a message or finished a batch
 * @param owingSince since when it has had something to do, has not got on with it, and has waited for no server; null when that is
 *     not so
 * @param seen when this was so: a lane looks at itself several times a second
 * @param unflushedSince when the oldest batch that is not yet committed took its first message, or, if that is earlier, since when the
 *     next message waits for a server or for memory; null for neither
 * @param behind how old the last message was when the lane took it, by its Kafka timestamp
 */
public record LaneStatus(
        LaneId lane,
        String state,
        long from,
        long committed,
        long next,
        long queuedBytes,
        long openBytes,
        @Nullable Instant openSince,
        int sealedBatches,
        boolean paused,
        boolean suspended,
        @Nullable String waitingFor,
        Set<String> failing,
        Instant progressed,
        @Nullable Instant owingSince,
        Instant seen,
        @Nullable Instant unflushedSince,
        Duration behind) {

    /** Longer than a lane computes without a pause. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    public LaneStatus {
        failing = Set.copyOf(failing);
    }

    /** Whether a bug has stopped the lane: it should have done something by now, or at least looked at itself. */
    public boolean isStuck(Instant now) {
        Instant limit = now.minus(STUCK);
        return state.equals("failed") || seen.isBefore(limit) || owingSince != null && owingSince.isBefore(limit);
    }

    /** Whether something is to do: messages or batches are held. */
    public boolean busy() {
        return queuedBytes > 0 || openBytes > 0 || sealedBatches > 0;
    }
}
