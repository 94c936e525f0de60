package dev.tapedeck.screen.judge;

import dev.tapedeck.scan.snapshot.ScannedBody;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges the clocks of a message's items against the time of capture, never against the time of processing: so nothing is
 * lost to lag or to a replay of dead letters. Pure.
 *
 * @param tolerance an item that lies this far or further from the capture is out, as is one before 1970 or from 2200 on
 */
public record TimestampPolicy(Duration tolerance) {

    private static final double MILLIS_PER_DAY = 86_400_000;

    /** ClickHouse has no later times in its columns, and refuses all rows of an object with one: 2200-01-01. */
    private static final double LATEST = 7_258_118_400_000.0;

    /**
     * What the clocks of a body's items say.
     *
     * @param kept how many items are in
     * @param discarded how many are out
     * @param startDiffDays how far the earliest item lies from the capture, days
     * @param endDiffDays how far the latest item does, days
     */
    record Findings(int kept, int discarded, double startDiffDays, double endDiffDays) {}

    /** The time of capture in epoch milliseconds: the header {@code now} when it holds a time, else the Kafka timestamp. */
    public static long capturedAt(@Nullable String now, long kafkaTimestamp) {
        if (now == null) {
            return kafkaTimestamp;
        }
        try {
            return Instant.parse(now).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return kafkaTimestamp;
        }
    }

    /** Discards the items of this body that are out; a body without items has nothing kept and nothing discarded. */
    Findings discardStrays(ScannedBody body, long capturedAtMillis) {
        int discarded = 0;
        double earliest = Double.POSITIVE_INFINITY;
        double latest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < body.events(); i++) {
            double timestamp = body.timestamp(i);
            earliest = Math.min(earliest, timestamp);
            latest = Math.max(latest, timestamp);
            boolean far = Math.abs(timestamp - capturedAtMillis) >= tolerance.toMillis();
            if (far || timestamp < 0 || timestamp >= LATEST) {
                body.discard(i);
                discarded++;
            }
        }
        return new Findings(
                body.events() - discarded, discarded, days(earliest, capturedAtMillis), days(latest, capturedAtMillis));
    }

    private static double days(double timestamp, long capturedAtMillis) {
        return Double.isFinite(timestamp) ? Math.abs(timestamp - capturedAtMillis) / MILLIS_PER_DAY : 0;
    }
}
