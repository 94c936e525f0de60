package dev.tapedeck.intake;

import dev.tapedeck.telemetry.IntakeMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of this process. Assignment and revocation arrive on the Kafka polling thread, messages on an event loop,
 * ticks on a timer; all of them only look a lane up and post to its mailbox.
 *
 * @param <L> the answers of one round of look-ups
 */
public class Lanes<L> {

    private static final Logger LOG = Logger.getLogger(Lanes.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final Stages<L> stages;
    private final Executor pool;
    private final LaneSettings settings;
    private final Duration revokeDeadline;
    private final ByteBudget budget;
    private final IntakeMeters meters;
    private final Map<TopicPartition, Lane<L>> lanes = new ConcurrentHashMap<>();
    private final AtomicLong epochs = new AtomicLong();
    private volatile boolean draining;

    /**
     * @param pool runs the lanes' mailboxes: CPU work, never blocked, as many threads as cores
     */
    public Lanes(
            Stages<L> stages,
            Executor pool,
            IntakeConfig config,
            InstantSource clock,
            Delays delays,
            IntakeMeters meters) {
        this.stages = stages;
        this.pool = pool;
        this.settings = IntakeLimits.settings(config, stages.maxAge(), clock, delays);
        this.revokeDeadline = config.revokeDeadline();
        this.budget = new ByteBudget(
                IntakeLimits.budgetBytes(config, Runtime.getRuntime().maxMemory()));
        this.meters = meters;
        meters.observe(this, all -> all.lanes.size(), all -> all.budget.heldBytes(), all -> all.budget.limitBytes());
        tick();
    }

    /** Hands a poll to the lanes it belongs to; all of them share its look-ups. Does not block. */
    void offer(Map<TopicPartition, List<InboundMessage>> poll) {
        if (draining) {
            return;
        }
        List<InboundMessage> all = new ArrayList<>();
        poll.values().forEach(all::addAll);
        Uni<L> lookUp = stages.lookUp(all).memoize().indefinitely();
        poll.forEach((partition, messages) -> {
            Lane<L> lane = lanes.get(partition);
            if (lane != null) {
                lane.offer(messages, lookUp);
            }
        });
    }

    /** Opens a lane for each partition. On the polling thread. */
    void assigned(Collection<TopicPartition> partitions, PollingThread consumer) {
        for (TopicPartition partition : partitions) {
            LaneId id = new LaneId(partition.topic(), partition.partition(), epochs.incrementAndGet());
            Lane<L> lane = new Lane<>(id, pool, link(partition, consumer), stages, settings, budget, meters);
            Lane<L> stale = lanes.put(partition, lane);
            if (stale != null) {
                stale.discard();
            }
            LOG.infof("lane %s opens", id);
            lane.open();
        }
    }

    /**
     * Lets the lanes of these partitions finish within the deadline, then drops what is left of them. On the polling
     * thread, which it holds until then: the partitions must not move before.
     */
    void revoked(Collection<TopicPartition> partitions, PollingThread consumer) {
        List<Lane<L>> leaving = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Lane<L> lane = lanes.remove(partition);
            if (lane != null) {
                leaving.add(lane);
            }
        }
        CompletableFuture<?>[] ends =
                leaving.stream().map(lane -> lane.drain().toCompletableFuture()).toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(ends);
        consumer.runUntil(all::isDone, revokeDeadline);
        for (Lane<L> lane : leaving) {
            LOG.infof("lane %s leaves", lane.status().lane());
            lane.discard();
        }
    }

    /** Takes no more messages, lets every lane finish, and answers how many could not within the deadline. Any thread. */
    public Uni<Integer> drain(Duration deadline) {
        draining = true;
        List<Lane<L>> all = List.copyOf(lanes.values());
        List<CompletableFuture<Boolean>> ends =
                all.stream().map(lane -> lane.drain().toCompletableFuture()).toList();
        CompletableFuture<Void> ended = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
        return Uni.createFrom()
                .completionStage(ended)
                .ifNoItem()
                .after(deadline)
                .fail()
                .onItemOrFailure()
                .transform((ignored, late) -> {
                    all.forEach(Lane::discard);
                    return (int) ends.stream()
                            .filter(end -> !end.isDone() || !Boolean.TRUE.equals(end.getNow(false)))
                            .count();
                });
    }

    /** Every lane after its latest step, by topic and partition. Any thread. */
    public List<LaneStatus> status() {
        return lanes.values().stream()
                .map(Lane::status)
                .sorted(Comparator.comparing(
                                (LaneStatus status) -> status.lane().topic())
                        .thenComparing(status -> status.lane().partition()))
                .toList();
    }

    /** Whether an orderly stop is under way. Any thread. */
    public boolean draining() {
        return draining;
    }

    private void tick() {
        lanes.values().forEach(Lane::tick);
        settings.delays().after(TICK, this::tick);
    }

    private static LaneLink link(TopicPartition partition, PollingThread consumer) {
        return new LaneLink() {
            @Override
            public Uni<Committed> committed() {
                return consumer.committed(partition);
            }

            @Override
            public Uni<Void> commit(long offset, String metadata) {
                return consumer.commit(partition, offset, metadata);
            }

            @Override
            public Uni<Long> logStart() {
                return consumer.logStart(partition);
            }

            @Override
            public void pause() {
                consumer.pause(partition);
            }

            @Override
            public void resume() {
                consumer.resume(partition);
            }
        };
    }

    @Nullable Lane<L> lane(TopicPartition partition) {
        return lanes.get(partition);
    }
}
