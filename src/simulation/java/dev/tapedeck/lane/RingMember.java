package dev.tapedeck.lane;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.partition.PolledConsumer;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** One process as far as intake goes: a real consumer that polls, and real lanes behind it, with stages that are simple. */
public final class RingMember implements AutoCloseable {

    /** Where polls wait for their lanes, as between the connector's thread and an event loop. */
    private final ExecutorService context = Executors.newSingleThreadExecutor();

    private final ExecutorService pool = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final PolledConsumer consumer;
    private final Lanes<Long> lanes;
    private volatile boolean running = true;

    public RingMember(String servers, Logs logs, SimulatedStages stages, String group, Collection<String> topics) {
        consumer = new PolledConsumer(servers, group, Map.of());
        lanes = new Lanes<>(
                stages,
                pool,
                config(),
                InstantSource.system(),
                this::later,
                new IntakeMeters(new SimpleMeterRegistry()),
                BatchTraces.NONE,
                logs,
                null);
        consumer.start(
                topics, new Rebalances(), (records, generation) -> context.execute(() -> offer(records, generation)));
    }

    /** How the lane of this topic is getting on. */
    public String status(String topic) {
        return lanes.status().stream()
                .filter(lane -> lane.lane().topic().equals(topic))
                .toList()
                .toString();
    }

    private void offer(ConsumerRecords<byte[], byte[]> records, int generation) {
        Map<TopicPartition, List<InboundMessage>> poll = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            List<InboundMessage> messages = new ArrayList<>();
            records.records(partition).forEach(one -> messages.add(InboundMessage.of(one)));
            poll.put(partition, messages);
        }
        lanes.offer(poll, generation);
    }

    private void later(Duration delay, Runnable task) {
        if (running) {
            timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            lanes.assigned(partitions, consumer.thread());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (running) {
                lanes.revoked(partitions, consumer.thread());
            }
        }
    }

    private static LaneConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(LaneConfig.class)
                .withDefaultValue("tapedeck.intake.revoke-deadline", "5s")
                .withDefaultValue("tapedeck.intake.retry-min", "50ms")
                .withDefaultValue("tapedeck.intake.retry-max", "500ms")
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(LaneConfig.class);
    }

    /** Dies as a process does: everything in memory is gone. */
    @Override
    public void close() {
        running = false;
        lanes.abort();
        consumer.close();
        for (ExecutorService one : List.of(context, pool, timer)) {
            one.shutdown();
        }
        try {
            pool.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
