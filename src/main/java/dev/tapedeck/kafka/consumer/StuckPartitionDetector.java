package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.lane.LaneConfig;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.telemetry.OperatorMessage;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Watches whether polls bring what there is. A message that the client cannot decode makes every poll fail, and the
 * connector tries again for ever without a word to its own health check.
 */
@Singleton
public class StuckPartitionDetector {

    private static final Logger LOG = Logger.getLogger(StuckPartitionDetector.class);
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);
    private static final int LOOKS_PER_LIMIT = 6;

    private final InstantSource clock;
    private final ConsumerInquiry<List<PollProgress.Place>> inquiry;
    private final PollProgress progress;
    private volatile List<String> stuck = List.of();

    StuckPartitionDetector(LaneConfig config, InstantSource clock, Scheduler delays, IntakeMeters meters) {
        this.clock = clock;
        this.inquiry = new ConsumerInquiry<>(
                delays,
                config.stuckAfter().dividedBy(LOOKS_PER_LIMIT),
                thread -> thread.ask(client -> thread.isHeld() ? List.of() : places(client)),
                this::seen,
                failure -> seen(List.of()));
        this.progress = new PollProgress(config.stuckAfter());
        meters.observePolls(this, watch -> watch.stuck.size());
    }

    /** Partitions that have messages and have given none for too long, while their broker answers. Any thread. */
    public List<String> stuck() {
        return stuck;
    }

    /** Watches this consumer from now on; there is one in the process. Any thread. */
    void follow(ConsumerThread thread) {
        inquiry.follow(thread);
    }

    /** One answer after the other. */
    private void seen(List<PollProgress.Place> places) {
        Instant now = clock.instant();
        progress.look(places, now);
        List<String> found = progress.stuck(now);
        found.stream().filter(one -> !stuck.contains(one)).forEach(one -> OperatorMessage.POLL_STUCK.log(LOG, one));
        stuck = found;
    }

    /**
     * Where the consumer is in those partitions that are neither paused nor read to their end. Asks their brokers only
     * about partitions that are behind, and throws when one does not answer. On the polling thread.
     */
    private static List<PollProgress.Place> places(Consumer<?, ?> client) {
        Set<TopicPartition> behind = new HashSet<>(client.assignment());
        behind.removeAll(client.paused());
        behind.removeIf(partition -> client.currentLag(partition).orElse(0) == 0);
        Map<TopicPartition, Long> ends = behind.isEmpty() ? Map.of() : client.endOffsets(behind, LOOK_TIMEOUT);
        List<PollProgress.Place> places = new ArrayList<>();
        ends.forEach((partition, end) ->
                places.add(new PollProgress.Place(partition, client.position(partition, LOOK_TIMEOUT), end)));
        return places;
    }
}
