package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.partition.PartitionCommits;
import dev.tapedeck.lane.SimulatedBroker.Partition;
import dev.tapedeck.lane.contract.LaneId;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import dev.tapedeck.runtime.MemoryBudget;
import dev.tapedeck.runtime.Retries.Backoff;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One process: a consumer that polls, and real lanes behind it. It may die, and it may go on without knowing it is out. */
public final class SimulatedMember {

    private static final class Assigned {
        @Nullable Lane<Long> lane;

        long position = -1;
        long polled;
        int cutsSeen;
        boolean paused;

        Lane<Long> lane() {
            return Objects.requireNonNull(lane);
        }
    }

    private final SimulatedTime time;
    private final Random random;
    private final SimulatedBroker broker;
    private final SimulatedNetwork network;
    private final SimulatedStages stages;
    private final Flaw flaw;
    private final IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
    private final MemoryBudget budget = new MemoryBudget(60_000, 1);
    private final Map<Integer, Assigned> assigned = new HashMap<>();

    /** What was polled and has not reached its lane. */
    private final Queue<Runnable> underWay = new ArrayDeque<>();

    private final List<Long> epochs = new ArrayList<>();
    private boolean alive = true;

    /** Makes the stages of a member over its own network. */
    public interface StagesOfMember {
        SimulatedStages over(SimulatedNetwork network);
    }

    public SimulatedMember(
            SimulatedTime time,
            Random random,
            SimulatedBroker broker,
            java.util.function.BooleanSupplier faulty,
            Flaw flaw,
            StagesOfMember stages) {
        this.flaw = flaw;
        this.time = time;
        this.random = random;
        this.broker = broker;
        this.network = new SimulatedNetwork(time, random, () -> alive, faulty, 1 + random.nextInt(150));
        this.stages = stages.over(network);
        poll();
    }

    /** Everything in memory is gone; what is under way to servers still arrives. */
    public void crash() {
        alive = false;
        epochs.forEach(broker::forget);
    }

    private long nextEpoch() {
        epochs.add(broker.nextEpoch());
        return epochs.getLast();
    }

    public void assign(int number) {
        Assigned one = new Assigned();
        Assigned stale = assigned.put(number, one);
        if (stale != null) {
            end(stale);
        }
        one.position = broker.partition(number).start();
        one.cutsSeen = broker.partition(number).cuts.size();
        Partition partition = broker.partition(number);
        partition.changesHands(partition.owner instanceof Link last && last.lives());
        if (partition.owner instanceof Link last) {
            broker.forget(last.epoch);
        }
        partition.owner = open(number, one, false);
    }

    private Link open(int number, Assigned one, boolean renewed) {
        LaneId id = new LaneId(SimulatedBroker.TOPIC, number, nextEpoch());
        Backoff backoff = new Backoff(Duration.ofMillis(5), Duration.ofMillis(50));
        LaneSettings settings = new LaneSettings(
                16_000, 1 + random.nextInt(2), stages.maxAge(), backoff, time, this::later, BatchTraces.NONE);
        Link link = new Link(number, one);
        Lane<Long> lane =
                new Lane<>(id, this::post, link, stages, settings, budget, meters, () -> post(() -> renew(link)));
        one.lane = lane;
        lane.open(renewed);
        link.epoch = id.epoch();
        return link;
    }

    /** Opens another lane for the partition if it is still here. */
    private void renew(Link last) {
        Partition partition = broker.partition(last.number);
        if (assigned.get(last.number) == last.assigned) {
            Link next = open(last.number, last.assigned, true);
            if (partition.owner == last) {
                partition.owner = next;
            }
        }
    }

    /** Gives the partition up in good order, within a deadline; then somebody else may have it. */
    public void revoke(int number, Runnable then) {
        Assigned one = assigned.remove(number);
        if (one == null) {
            then.run();
            return;
        }
        boolean[] over = new boolean[1];
        Runnable once = () -> {
            if (!over[0]) {
                over[0] = true;
                end(one);
                then.run();
            }
        };
        one.lane().drain().thenAccept(complete -> time.soon(once));
        time.after(1000, once);
    }

    /** Learns, late, that the partition has been somebody else's for a while. */
    public void lose(int number) {
        Assigned one = assigned.remove(number);
        if (one != null) {
            end(one);
        }
    }

    /** Ends the lane, whether or not it is done. */
    private void end(Assigned one) {
        broker.forget(one.lane().status().lane().epoch());
        one.lane().discard();
    }

    private void post(Runnable task) {
        time.soon(() -> {
            if (alive) {
                task.run();
            }
        });
    }

    private void later(Duration delay, Runnable task) {
        time.after(delay.toMillis(), () -> {
            if (alive) {
                task.run();
            }
        });
    }

    private void poll() {
        if (!alive) {
            return;
        }
        budget.relax();
        for (Map.Entry<Integer, Assigned> entry : assigned.entrySet()) {
            Assigned one = entry.getValue();
            one.lane().tick();
            Partition partition = broker.partition(entry.getKey());
            if (flaw != Flaw.NAME_ONLY && random.nextInt(20) == 0) {
                one.lane().topicIs(partition.topicId);
            }
            if (!one.paused) {
                fetch(one, partition);
            }
        }
        time.after(10, this::poll);
    }

    private void fetch(Assigned one, Partition partition) {
        for (int cut : partition.cuts.subList(one.cutsSeen, partition.cuts.size())) {
            if (one.position > cut) {
                // Where the log diverged, if the client can tell, or all that there is.
                one.position = random.nextBoolean() ? cut : partition.logStart;
            }
        }
        one.cutsSeen = partition.cuts.size();
        if (one.position > partition.log.size()) {
            one.position = partition.logStart;
        }
        one.position = Math.max(one.position, partition.logStart);
        int end = (int) Math.min(partition.log.size(), one.position + 1 + random.nextInt(8));
        List<InboundMessage> messages = new ArrayList<>();
        for (InboundMessage message : partition.log.subList((int) one.position, end)) {
            if (message != null) {
                messages.add(message);
            }
        }
        one.position = end;
        if (messages.isEmpty()) {
            return;
        }
        long before = one.polled;
        one.polled += messages.size();
        Uni<Long> lookUp = stages.lookUp(messages).memoize().indefinitely();
        underWay.add(() -> one.lane().offer(before, messages, lookUp));
        later(Duration.ofMillis(random.nextInt(30)), () -> underWay.remove().run());
    }

    private final class Link implements LanePartition {

        private final int number;
        private final Partition partition;
        private final Server server;
        private final PartitionCommits commits;
        private final Assigned assigned;
        private @Nullable String topicId;
        private long epoch;

        Link(int number, Assigned assigned) {
            this.number = number;
            this.assigned = assigned;
            partition = broker.partition(number);
            server = new Server(number, this);
            commits = new PartitionCommits(server, server);
        }

        private boolean lives() {
            return alive && SimulatedMember.this.assigned.get(number) == assigned;
        }

        @Override
        public Uni<Committed> committed() {
            return flaw == Flaw.EARLY_START ? server.committed() : commits.committed();
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            return network.request(this::topicNow)
                    .chain(id -> id.equals(topicId)
                            ? commitUnseen(offset, metadata, messages)
                                    .onFailure(LaneFenced.class)
                                    .invoke(() -> broker.forget(epoch))
                            : Uni.createFrom().failure(new LogReplaced("another topic")));
        }

        private Uni<Void> commitUnseen(long offset, String metadata, List<OutboundMessage> messages) {
            return flaw == Flaw.BLIND_RETRY && !messages.isEmpty()
                    ? server.settle().chain(() -> server.send(messages, offset, metadata))
                    : commits.commit(offset, metadata, messages);
        }

        private String topicNow() {
            return flaw == Flaw.NAME_ONLY ? LinkAtEnd.TOPIC_ID : partition.topicId;
        }

        @Override
        public Uni<LogView> look() {
            return network.request(() -> {
                String now = topicNow();
                if (topicId == null) {
                    topicId = now;
                    broker.reads(epoch, now);
                }
                long end = flaw == Flaw.END_UNSEEN ? Long.MAX_VALUE : partition.log.size();
                return new LogView(now, partition.logStart, end);
            });
        }

        @Override
        public boolean gone() {
            return false;
        }

        @Override
        public Uni<Passed> passed() {
            return network.request(() -> new Passed(assigned.position, assigned.polled));
        }

        @Override
        public boolean readsFromStart() {
            return true;
        }

        @Override
        public Uni<Long> seek(long offset) {
            return network.request(() -> {
                if (SimulatedMember.this.assigned.get(number) != assigned) {
                    throw new LaneFenced(new IllegalStateException("the partition has left"));
                }
                assigned.position = offset;
                return flaw == Flaw.STALE_POLLS ? 0 : assigned.polled;
            });
        }

        @Override
        public Uni<Boolean> atEnd() {
            return network.request(() -> assigned.position == partition.log.size());
        }

        @Override
        public void pause() {
            assigned.paused = true;
        }

        @Override
        public void resume() {
            assigned.paused = false;
        }
    }

    /** The partition's offsets and transactions as this member reaches them. */
    private final class Server implements PartitionCommits.Offsets, PartitionCommits.Transactions {

        private final int number;
        private final Link member;
        private final SimulatedTransactions transactions;

        /** The epoch of the producer; 0 while there is none. */
        private long producer;

        Server(int number, Link member) {
            this.number = number;
            this.member = member;
            this.transactions = broker.partition(number).transactions;
        }

        @Override
        public Uni<Committed> committed() {
            return network.request(() -> broker.committed(number));
        }

        @Override
        public Uni<Void> store(long offset, String metadata) {
            return network.request(() -> broker.commit(number, member, offset, metadata))
                    .replaceWithVoid();
        }

        @Override
        public Uni<Void> settle() {
            producer = 0;
            return network.request(transactions::fence).replaceWithVoid();
        }

        @Override
        public Uni<Void> send(List<OutboundMessage> messages, long offset, String metadata) {
            return producer()
                    .chain(() -> network.request(() -> transactions.send(producer, member, offset, metadata, messages)))
                    .chain(() -> network.request(() -> transactions.commit(producer)))
                    .replaceWithVoid();
        }

        private Uni<Long> producer() {
            return producer > 0
                    ? Uni.createFrom().item(producer)
                    : network.request(transactions::fence).invoke(epoch -> producer = epoch);
        }
    }
}
