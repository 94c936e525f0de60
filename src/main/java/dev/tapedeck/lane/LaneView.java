package dev.tapedeck.lane;

import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.runtime.FlowControl;
import dev.tapedeck.runtime.Retries;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people may see of a lane, put together from its parts. Confined to the lane's mailbox. */
record LaneView(
        LaneId id,
        LaneLife life,
        LaneFill<?> fill,
        BatchDelivery<?> flush,
        LanePump<?> pump,
        FlowControl inflow,
        Retries reading,
        Retries writing,
        LaneProgress progress) {

    /** Whether there are messages to be taken, or a batch to be sealed, and nothing that the lane waits for. */
    boolean owesTake() {
        boolean waiting = pump.waitingFor() != null || reading.waiting() || fill.storageIsBehind();
        boolean takes = pump.waitingBytes() > 0 && !pump.suspended();
        return !waiting && (takes || fill.isDue());
    }

    /** Whether there is a sealed batch, and nothing that it waits for. */
    boolean owesBatch() {
        return flush.size() > 0 && !writing.waiting();
    }

    private Set<String> failing() {
        return Stream.of(reading, writing)
                .flatMap(steps -> steps.failing().stream())
                .collect(Collectors.toSet());
    }

    /**
     * The lane now.
     *
     * @param durable up to where everything is durable and committed
     * @param defect whether a defect closed it
     * @param now the time
     */
    LaneStatus status(long durable, boolean defect, Instant now) {
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
                failing(),
                progress.latest(),
                progress.owingSince(),
                now,
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
