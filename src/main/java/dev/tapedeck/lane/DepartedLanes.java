package dev.tapedeck.lane;

import dev.tapedeck.runtime.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** What the last lane of each partition that has left says of itself. Any thread. */
final class DepartedLanes {

    private final Map<TopicPartition, Supplier<LaneStatus>> lanes = new ConcurrentHashMap<>();
    private final Scheduler delays;
    private final Duration leaving;

    /** @param leaving within this time a lane that leaves has ended */
    DepartedLanes(Scheduler delays, Duration leaving) {
        this.delays = delays;
        this.leaving = leaving;
    }

    /** Remembers the lane, and some time after its end only what it said last: it holds much that nobody needs then. */
    void add(TopicPartition partition, Lane<?> lane) {
        Supplier<LaneStatus> living = lane::status;
        lanes.put(partition, living);
        delays.after(leaving, () -> {
            LaneStatus last = lane.status();
            lanes.replace(partition, living, () -> last);
        });
    }

    List<LaneStatus> status() {
        return lanes.values().stream().map(Supplier::get).toList();
    }
}
