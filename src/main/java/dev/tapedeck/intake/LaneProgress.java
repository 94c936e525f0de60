package dev.tapedeck.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When a lane last got on, since when it cannot, and how old its messages are by then. Confined to the lane's mailbox. */
final class LaneProgress {

    private final InstantSource clock;
    private Instant latest;
    private @Nullable Instant waitingSince;
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
