package dev.tapedeck.lane;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When a lane last got on, since when it cannot, and how old its messages are by then. Confined to the lane's mailbox. */
final class LaneProgress {

    private final InstantSource clock;
    private Instant latest;
    private @Nullable Instant waitingSince;
    private @Nullable Instant owingSince;
    private @Nullable Instant owingBatchSince;
    private long behindMillis;

    LaneProgress(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.instant();
    }

    /** The lane could go on with its messages, or was told to. */
    void made() {
        latest = clock.instant();
        owingSince = null;
    }

    /** The lane finished a batch. */
    void finished() {
        latest = clock.instant();
        owingBatchSince = null;
    }

    /** The lane took a message with this Kafka timestamp. */
    void took(long timestampMillis) {
        made();
        waitingSince = null;
        behindMillis = Math.max(0, latest.toEpochMilli() - timestampMillis);
    }

    /** There is a message that cannot be taken before a server answers, or memory is free. */
    void waits() {
        if (waitingSince == null) {
            waitingSince = clock.instant();
        }
    }

    /** There is no message to be taken. */
    void idles() {
        waitingSince = null;
    }

    /**
     * Takes note of what the lane owes now: it has something to do, and no server keeps it from doing it.
     *
     * @param take whether there are messages to be taken, or a batch to be sealed
     * @param batch whether a sealed batch is to be finished
     */
    void owes(boolean take, boolean batch) {
        owingSince = since(take, owingSince);
        owingBatchSince = since(batch, owingBatchSince);
    }

    private @Nullable Instant since(boolean owing, @Nullable Instant before) {
        if (!owing) {
            return null;
        }
        return before == null ? clock.instant() : before;
    }

    /** Since when the lane has owed something without getting on with it; null when it owes nothing. */
    @Nullable Instant owingSince() {
        if (owingSince == null || owingBatchSince == null) {
            return owingSince == null ? owingBatchSince : owingSince;
        }
        return owingSince.isBefore(owingBatchSince) ? owingSince : owingBatchSince;
    }

    /** Since when a message waits; null when none does. */
    @Nullable Instant waitingSince() {
        return waitingSince;
    }

    Instant latest() {
        return latest;
    }

    /** How old the last message was when the lane took it, by its Kafka timestamp. */
    Duration behind() {
        return Duration.ofMillis(behindMillis);
    }
}
