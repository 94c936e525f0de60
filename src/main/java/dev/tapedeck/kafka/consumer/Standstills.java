package dev.tapedeck.kafka.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds partitions whose offset does not move although there are messages behind it. Confined to one thread at a time; pure.
 */
final class Standstills {

    private final Duration limit;
    private final Map<TopicPartition, Standstill> standing = new HashMap<>();

    /**
     * How far a partition has come.
     *
     * @param offset the offset that has to move
     * @param end the offset after the last message
     */
    record Reach(long offset, long end) {}

    private record Standstill(Reach reach, Instant since) {}

    /** @param limit how long an offset may stand still */
    Standstills(Duration limit) {
        this.limit = limit;
    }

    /**
     * Takes in one look at all partitions. The time of a partition that is missing starts anew: it was revoked or paused, or its broker
     * did not respond.
     *
     * @return the partitions that have stood still for longer than the limit
     */
    Map<TopicPartition, Reach> look(Map<TopicPartition, Reach> partitions, Instant now) {
        Map<TopicPartition, Standstill> before = Map.copyOf(standing);
        standing.clear();
        partitions.forEach((partition, reach) -> {
            if (reach.offset() < reach.end()) {
                Standstill known = before.get(partition);
                Instant since = known != null && known.reach().offset() == reach.offset() ? known.since() : now;
                standing.put(partition, new Standstill(reach, since));
            }
        });
        return standing.entrySet().stream()
                .filter(entry -> entry.getValue().since().plus(limit).isBefore(now))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().reach()));
    }
}
