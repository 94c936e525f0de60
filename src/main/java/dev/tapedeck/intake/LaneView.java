package dev.tapedeck.intake;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people may see of a lane, put together from its parts. Confined to the lane's mailbox. */
record LaneView(
        LaneId id,
        LaneLife life,
        LaneFill<?> fill,
        LaneFlush<?> flush,
        LanePump<?> pump,
        Inflow inflow,
        Retries retries,
        LaneProgress progress) {

    /**
     * The lane now.
     *
     * @param durable up to where everything is durable and committed
     * @param defect whether a defect closed it
     */
    LaneStatus status(long durable, boolean defect) {
        Instant openSince = fill.since();
        return new LaneStatus(
                id,
                defect ? "failed" : life.state().getClass().getSimpleName().toLowerCase(Locale.ROOT),
                fill.from(),
                durable,
                fill.next(),
                pump.waitingBytes(),
                fill.openBytes(),
                openSince,
                flush.size(),
                inflow.held(),
                pump.suspended(),
                pump.waitingFor(),
                retries.failing(),
                progress.latest(),
                earliest(flush.oldest(), openSince, progress.waitingSince()),
                progress.behind());
    }

    private static @Nullable Instant earliest(@Nullable Instant... times) {
        return Arrays.stream(times)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
