package dev.tapedeck.kafka.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells a partition that gives nothing although it has something from one that has nothing, or whose broker is away.
 * Confined to one thread at a time; pure.
 */
final class PollProgress {

    private final Duration limit;
    private final Map<TopicPartition, Standstill> standing = new HashMap<>();

    /**
     * Where the consumer is in a partition.
     *
     * @param partition one that is assigned and not paused
     * @param position the offset that the next poll would give
     * @param end the offset behind its last message, as the broker has just said
     */
    record Place(TopicPartition partition, long position, long end) {}

    /** A partition's unmoved position, and since when its broker has answered that there is more. */
    private record Standstill(long position, Instant since) {}

    /** @param limit how long a partition may stand still */
    PollProgress(Duration limit) {
        this.limit = limit;
    }

    /**
     * Takes in one look at all partitions. One that is missing from it is not judged: it was revoked or paused, or its
     * broker did not answer.
     */
    void look(List<Place> places, Instant now) {
        Map<TopicPartition, Standstill> before = Map.copyOf(standing);
        standing.clear();
        for (Place place : places) {
            if (place.position() < place.end()) {
                Standstill known = before.get(place.partition());
                boolean moved = known == null || known.position() != place.position();
                standing.put(place.partition(), moved ? new Standstill(place.position(), now) : known);
            }
        }
    }

    /** The partitions that have stood still for longer than the limit, each with its position. */
    List<String> stuck(Instant now) {
        return standing.entrySet().stream()
                .filter(entry -> entry.getValue().since().plus(limit).isBefore(now))
                .map(entry -> entry.getKey() + " at offset " + entry.getValue().position())
                .sorted()
                .toList();
    }
}
