package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.consumer.StuckPartitionDetector.Standstills.Reach;
import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Detects partitions that have messages which no poll returns. A message that the client cannot decode makes every poll fail. The
 * connector then tries again for ever, and its own health check does not say so.
 */
@Singleton
public class StuckPartitionDetector {

    private static final Logger LOG = Logger.getLogger(StuckPartitionDetector.class);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);
    private static final int LOOKS_PER_LIMIT = 6;

    private final InstantSource clock;
    private final ConsumerInquiry<Map<TopicPartition, Reach>> inquiry;
    private final Standstills positions;
    private volatile List<String> stuck = List.of();

    StuckPartitionDetector(LaneConfig config, InstantSource clock, Scheduler delays, IntakeMeters meters) {
        this.clock = clock;
        this.inquiry = new ConsumerInquiry<>(
                delays,
                config.stuckAfter().dividedBy(LOOKS_PER_LIMIT),
                thread -> thread.ask(client -> thread.isHeld() ? Map.of() : positions(client)),
                this::seen,
                failure -> seen(Map.of()));
        this.positions = new Standstills(config.stuckAfter());
        meters.observePolls(this, watch -> watch.stuck.size());
    }

    /** Returns the partitions that have messages and have not moved for too long, while their broker responds. Any thread. */
    public List<String> stuck() {
        return stuck;
    }

    /** Watches this consumer from now on; there is one in the process. Any thread. */
    void follow(ConsumerThread thread) {
        inquiry.follow(thread);
    }

    /** One call after the other. */
    private void seen(Map<TopicPartition, Reach> now) {
        List<String> found = positions.look(now, clock.instant()).entrySet().stream()
                .map(entry -> entry.getKey() + " at offset " + entry.getValue().offset())
                .sorted()
                .toList();
        found.stream().filter(one -> !stuck.contains(one)).forEach(one -> OperatorMessage.POLL_STUCK.log(LOG, one));
        stuck = found;
    }

    /**
     * Returns the consumer's positions in partitions that are neither paused nor read to their end. Throws when a broker does not
     * respond. On the polling thread.
     */
    private static Map<TopicPartition, Reach> positions(Consumer<?, ?> client) {
        Set<TopicPartition> behind = new HashSet<>(client.assignment());
        behind.removeAll(client.paused());
        behind.removeIf(partition -> client.currentLag(partition).orElse(0) == 0);
        Map<TopicPartition, Long> ends = behind.isEmpty() ? Map.of() : client.endOffsets(behind, LOOK_TIMEOUT);
        Map<TopicPartition, Reach> positions = new HashMap<>();
        ends.forEach(
                (partition, end) -> positions.put(partition, new Reach(client.position(partition, LOOK_TIMEOUT), end)));
        return positions;
    }

    /**
     * Finds partitions whose offset does not move although there are messages behind it. Confined to one thread at a time; pure.
     */
    static final class Standstills {

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
}
