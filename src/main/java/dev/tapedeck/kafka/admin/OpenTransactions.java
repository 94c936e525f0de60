package dev.tapedeck.kafka.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the partitions whose messages an open transaction holds back: what readers of committed messages may read has an end
 * that does not move, and there are messages behind it. Confined to one thread at a time; pure.
 */
public final class OpenTransactions {

    private final Duration limit;
    private final Map<TopicPartition, Standstill> standing = new HashMap<>();

    /**
     * Where a partition ends.
     *
     * @param stable the offset before which every transaction is decided
     * @param end the offset after the last replicated message
     */
    public record Ends(long stable, long end) {}

    /** A partition that is held back. */
    public record Held(TopicPartition partition, Ends ends) {}

    private record Standstill(Ends ends, Instant since) {}

    /** @param limit how long a transaction may stay open */
    public OpenTransactions(Duration limit) {
        this.limit = limit;
    }

    /** Takes in one look at all partitions. */
    public void look(Map<TopicPartition, Ends> partitions, Instant now) {
        Map<TopicPartition, Standstill> before = Map.copyOf(standing);
        standing.clear();
        partitions.forEach((partition, ends) -> {
            if (ends.stable() < ends.end()) {
                Standstill known = before.get(partition);
                Instant since = known == null || known.ends().stable() != ends.stable() ? now : known.since();
                standing.put(partition, new Standstill(ends, since));
            }
        });
    }

    /** The partitions that have been held back for longer than the limit. */
    public List<Held> held(Instant now) {
        return standing.entrySet().stream()
                .filter(entry -> entry.getValue().since().plus(limit).isBefore(now))
                .map(entry -> new Held(entry.getKey(), entry.getValue().ends()))
                .toList();
    }
}
