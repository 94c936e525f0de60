package dev.tapedeck.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When a lane last got on, and how old its messages are by then. Confined to the lane's mailbox. */
final class LaneProgress {

    private final InstantSource clock;
    private Instant latest;
    private long behindMillis;

    LaneProgress(InstantSource clock) {
        this.clock = clock;
        this.latest = clock.instant();
    }

    /** The lane took a message, finished a batch, or was told to go on. */
    void made() {
        latest = clock.instant();
    }

    /** The lane took a message with this Kafka timestamp. */
    void took(long timestampMillis) {
        made();
        behindMillis = Math.max(0, latest.toEpochMilli() - timestampMillis);
    }

    Instant latest() {
        return latest;
    }

    /** How old the last message was when the lane took it, by its Kafka timestamp. */
    Duration behind() {
        return Duration.ofMillis(behindMillis);
    }
}
