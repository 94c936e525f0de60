package dev.tapedeck.lane;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.kafka.partition.PartitionLink;
import dev.tapedeck.kafka.partition.TransactionClients;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.Stages;
import dev.tapedeck.runtime.MemoryBudget;
import dev.tapedeck.runtime.Scheduler;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** How often the lanes ask whether topics are still the same. Commits ask as well. */
    private static final Duration TOPIC_LOOK = Duration.ofSeconds(2);

    /** How long after its deadline a revoked lane has certainly ended. */
    private static final Duration LINGERING = Duration.ofSeconds(10);

    /** How many lanes fill at the same time while memory is short. A batch of an eighth of the budget is large enough. */
    private static final int TURNS_AT_A_TIME = 8;

    private final Stages<L> stages;
    private final Executor pool;
    private final LaneSettings settings;
    private final Logs logs;
    private final @Nullable TransactionClients transactions;
    private final Duration revokeDeadline;
    private final MemoryBudget budget;
    private final IntakeMeters meters;
    private final Map<TopicPartition, Assigned<L>> lanes = new ConcurrentHashMap<>();

    /** The status of the last lane of each partition that has left. */
    private final Map<TopicPartition, Supplier<LaneStatus>> departed = new ConcurrentHashMap<>();

    private final Scheduler delays;
    private final AtomicLong epochs = new AtomicLong();
    private volatile boolean draining;

    /**
     * A lane with its place.
     *
     * @param generation the group's generation in which the partition came here
     * @param arrived how many of the partition's messages have come here since then
     */
    private record Assigned<L>(Lane<L> lane, PartitionLink link, int generation, AtomicLong arrived) {

        /** Ends the lane; the partition is or may soon be another lane's. */
        void end() {
            link.cut();
            lane.discard();
        }
    }

    /**
     * @param pool runs the lanes' mailboxes: CPU work, never blocked, as many threads as cores
     * @param transactions for messages that go out with a commit; null when they go out before
     */
    public Lanes(
            Stages<L> stages,
            Executor pool,
            LaneConfig config,
            InstantSource clock,
            Scheduler delays,
            IntakeMeters meters,
            BatchTraces traces,
            Logs logs,
            @Nullable TransactionClients transactions) {
        this.stages = stages;
        this.logs = logs;
        this.transactions = transactions;
        this.pool = pool;
        this.settings = LaneSettings.of(config, stages.maxAge(), clock, delays, traces);
        this.revokeDeadline = config.revokeDeadline();
        this.delays = delays;
        this.budget = new MemoryBudget(
                LaneSettings.budgetBytes(config, Runtime.getRuntime().maxMemory()), TURNS_AT_A_TIME);
        this.meters = meters;
        meters.observe(this, all -> all.lanes.size(), all -> all.budget.heldBytes(), all -> all.budget.limitBytes());
        meters.observeLanes(
                this,
                all -> all.figures().paused(),
                all -> all.figures().oldestUnflushedSeconds(),
                all -> all.figures().lagSeconds());
        delays.every(TICK, this::tick);
        delays.every(TOPIC_LOOK, this::lookAtTopics);
    }

    /**
     * Hands a poll to the lanes it belongs to; all of them share its look-ups. Does not block.
     *
     * @param generation the group's generation in which it was polled: messages from before a partition was lost must not
     *     reach its next lane, which would take the offsets between for a gap
     */
    public void offer(Map<TopicPartition, List<InboundMessage>> poll, int generation) {
        if (draining) {
            return;
        }
        List<InboundMessage> all = new ArrayList<>();
        poll.values().forEach(all::addAll);
        Uni<L> lookUp = stages.lookUp(all).memoize().indefinitely();
        poll.forEach((partition, messages) -> {
            Assigned<L> assigned = lanes.get(partition);
            if (assigned != null && generation >= assigned.generation()) {
                long before = assigned.arrived().getAndAdd(messages.size());
                assigned.lane().offer(before, messages, lookUp);
            }
        });
        if (budget.exceeded()) {
            lanes.values().forEach(assigned -> assigned.lane().holdBack());
        }
    }

    /** Opens a lane for each partition. On the polling thread. */
    public void assigned(Collection<TopicPartition> partitions, ConsumerThread consumer) {
        for (TopicPartition partition : partitions) {
            consumer.begin(partition);
            open(partition, consumer, new AtomicLong(), false);
        }
    }

    private void open(TopicPartition partition, ConsumerThread consumer, AtomicLong arrived, boolean renewed) {
        LaneId id = new LaneId(partition.topic(), partition.partition(), epochs.incrementAndGet());
        PartitionLink link = new PartitionLink(partition, consumer, logs, transactions);
        Runnable successor = () -> consumer.tell(link, client -> open(partition, consumer, arrived, true));
        Lane<L> lane = new Lane<>(id, pool, link, stages, settings, budget, meters, successor);
        Assigned<L> stale = lanes.put(partition, new Assigned<>(lane, link, consumer.generation(), arrived));
        if (stale != null) {
            remember(partition, stale.lane());
            stale.end();
        }
        LOG.infof("lane %s opens", id);
        lane.open(renewed);
    }

    /**
     * Lets the lanes of these partitions finish within the deadline, then drops what is left of them. On the polling
     * thread, which it holds until then: the partitions must not move before.
     */
    public void revoked(Collection<TopicPartition> partitions, ConsumerThread consumer) {
        List<Assigned<L>> leaving = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Assigned<L> assigned = lanes.get(partition);
            if (assigned != null) {
                // Add before removing, so that a concurrent reader always finds the lane in one of the two maps.
                remember(partition, assigned.lane());
                lanes.remove(partition);
                leaving.add(assigned);
            }
        }
        CompletableFuture<?>[] ends = leaving.stream()
                .map(one -> one.lane().drain().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(ends);
        consumer.runUntil(all::isDone, revokeDeadline);
        for (Assigned<L> one : leaving) {
            LOG.infof("lane %s leaves", one.lane().status().lane());
            one.end();
        }
    }

    /** Remembers a lane that leaves. Some time after its end only its last status is kept, as a lane holds much memory. */
    private void remember(TopicPartition partition, Lane<?> lane) {
        Supplier<LaneStatus> living = lane::status;
        departed.put(partition, living);
        delays.after(revokeDeadline.plus(LINGERING), () -> {
            LaneStatus last = lane.status();
            departed.replace(partition, living, () -> last);
        });
    }

    /** Takes no more messages, lets every lane finish, and returns how many could not within the deadline. Any thread. */
    public Uni<Integer> drain(Duration deadline) {
        draining = true;
        List<Lane<L>> all = lanes.values().stream().map(Assigned::lane).toList();
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

    /** Drops everything at once, for the next owner to read again; a {@link #drain} under way is over. Any thread. */
    public void abort() {
        draining = true;
        lanes.values().forEach(assigned -> assigned.lane().discard());
    }

    /** Every lane after its latest step, by topic and partition. Any thread. */
    public List<LaneStatus> status() {
        return sorted(lanes.values().stream().map(assigned -> assigned.lane().status()));
    }

    /**
     * Returns the last lane of each partition that has left, after its latest step, by topic and partition. Lanes that still finish what
     * they sealed are among them. A closed lane commits nothing more. Call this after {@link #status} to miss no lane. Any thread.
     */
    public List<LaneStatus> departed() {
        return sorted(departed.values().stream().map(Supplier::get));
    }

    private static List<LaneStatus> sorted(Stream<LaneStatus> lanes) {
        return lanes.sorted(Comparator.comparing(
                                (LaneStatus status) -> status.lane().topic())
                        .thenComparing(status -> status.lane().partition()))
                .toList();
    }

    /** Ends the clients that lanes commit with, once there are no lanes any more. */
    public void close() {
        if (transactions != null) {
            transactions.close();
        }
    }

    private Figures figures() {
        return new Figures(status(), settings.clock().instant());
    }

    /**
     * What meters show of all lanes together.
     *
     * @param now the end of every duration
     */
    record Figures(List<LaneStatus> lanes, Instant now) {

        /** Many times as long as a fetch takes. */
        private static final Duration QUIET = Duration.ofSeconds(30);

        long paused() {
            return lanes.stream().filter(LaneStatus::paused).count();
        }

        double oldestUnflushedSeconds() {
            return lanes.stream()
                    .map(LaneStatus::unflushedSince)
                    .filter(Objects::nonNull)
                    .mapToDouble(since -> seconds(Duration.between(since, now)))
                    .max()
                    .orElse(0);
        }

        double lagSeconds() {
            return lanes.stream()
                    .filter(lane -> !hasCaughtUp(lane))
                    .mapToDouble(lane -> seconds(lane.behind()))
                    .max()
                    .orElse(0);
        }

        /** A lane has no lag if it was not paused and received nothing for a while. */
        private boolean hasCaughtUp(LaneStatus lane) {
            return !lane.paused()
                    && lane.queuedBytes() == 0
                    && lane.progressed().isBefore(now.minus(QUIET));
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1000.0;
        }
    }

    /**
     * Suspends the lane of this partition, whatever its topic. The lane takes nothing until {@link #resume}, or until the partition
     * leaves. Returns false when the partition is not here. Any thread.
     */
    public boolean suspend(int partition) {
        return each(partition, Lane::suspend);
    }

    /** Lets the lane of this partition go on. Returns false when the partition is not here. Any thread. */
    public boolean resume(int partition) {
        return each(partition, Lane::resume);
    }

    private boolean each(int partition, Consumer<Lane<L>> action) {
        List<Lane<L>> found = lanes.entrySet().stream()
                .filter(entry -> entry.getKey().partition() == partition)
                .map(entry -> entry.getValue().lane())
                .toList();
        found.forEach(action);
        return !found.isEmpty();
    }

    /** Whether an orderly stop is under way. Any thread. */
    public boolean draining() {
        return draining;
    }

    /** Returns what people should know of lanes, until they take note by {@link #resume}. Any thread. */
    public List<String> notices() {
        return lanes.values().stream()
                .map(assigned -> assigned.lane().notice())
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** Tells lanes the present id of their topic. A lane whose topic is another one by now gives way. */
    private void lookAtTopics() {
        Set<String> topics = lanes.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
        for (String topic : topics) {
            logs.topicId(topic)
                    .subscribe()
                    .with(
                            id -> lanes.forEach((partition, assigned) -> {
                                if (partition.topic().equals(topic)) {
                                    assigned.lane().topicIs(id);
                                }
                            }),
                            failure -> LOG.debugf(failure, "the topic %s is not known", topic));
        }
    }

    private void tick() {
        budget.relax();
        lanes.values().forEach(assigned -> assigned.lane().tick());
    }
}
