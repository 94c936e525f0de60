package dev.tapedeck.intake;

import dev.tapedeck.intake.SimulatedBroker.Partition;
import dev.tapedeck.telemetry.BatchTraces;
import dev.tapedeck.telemetry.IntakeMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One process: a consumer that polls, and real lanes behind it. It may die, and it may go on without knowing it is out. */
final class SimulatedMember {

    private static final class Assigned {
        final Lane<Long> lane;
        long position = -1;
        boolean paused;

        Assigned(Lane<Long> lane) {
            this.lane = lane;
        }
    }

    private final SimulatedTime time;
    private final Random random;
    private final SimulatedBroker broker;
    private final SimulatedNetwork network;
    private final SimulatedStages stages;
    private final Flaw flaw;
    private final IntakeMeters meters = new IntakeMeters(new SimpleMeterRegistry());
    private final ByteBudget budget = new ByteBudget(60_000, 1);
    private final Map<Integer, Assigned> assigned = new HashMap<>();
    private long epochs;
    private boolean alive = true;

    /** Makes the stages of a member over its own network. */
    interface StagesOfMember {
        SimulatedStages over(SimulatedNetwork network);
    }

    SimulatedMember(
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
    void crash() {
        alive = false;
    }

    void assign(int number) {
        Partition partition = broker.partition(number);
        LaneId id = new LaneId(SimulatedBroker.TOPIC, number, ++epochs);
        Backoff backoff = new Backoff(Duration.ofMillis(5), Duration.ofMillis(50));
        LaneSettings settings = new LaneSettings(
                16_000, 1 + random.nextInt(2), stages.maxAge(), backoff, time, this::later, BatchTraces.NONE);
        Link link = new Link(number);
        Lane<Long> lane = new Lane<>(id, this::post, link, stages, settings, budget, meters);
        Assigned one = new Assigned(lane);
        link.assigned = one;
        Assigned stale = assigned.put(number, one);
        if (stale != null) {
            stale.lane.discard();
        }
        partition.owner = link;
        one.position = partition.start();
        lane.open();
    }

    /** Gives the partition up in good order, within a deadline; then somebody else may have it. */
    void revoke(int number, Runnable then) {
        Assigned one = assigned.remove(number);
        if (one == null) {
            then.run();
            return;
        }
        boolean[] over = new boolean[1];
        Runnable once = () -> {
            if (!over[0]) {
                over[0] = true;
                one.lane.discard();
                then.run();
            }
        };
        one.lane.drain().thenAccept(complete -> time.soon(once));
        time.after(1000, once);
    }

    /** Learns, late, that the partition has been somebody else's for a while. */
    void lose(int number) {
        Assigned one = assigned.remove(number);
        if (one != null) {
            one.lane.discard();
        }
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
            one.lane.tick();
            List<InboundMessage> log = broker.partition(entry.getKey()).log;
            int end = (int) Math.min(log.size(), one.position + 1 + random.nextInt(8));
            if (!one.paused && one.position < end) {
                List<InboundMessage> messages = new ArrayList<>(log.subList((int) one.position, end));
                one.position = end;
                Uni<Long> lookUp = stages.lookUp(messages).memoize().indefinitely();
                one.lane.offer(messages, lookUp);
            }
        }
        time.after(10, this::poll);
    }

    private final class Link implements LaneLink {

        private final int number;
        private final Server server;
        private final LaneCommits commits;
        private @Nullable Assigned assigned;

        Link(int number) {
            this.number = number;
            server = new Server(number, this);
            commits = new LaneCommits(server, server);
        }

        @Override
        public Uni<Committed> committed() {
            return flaw == Flaw.EARLY_START ? server.committed() : commits.committed();
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            return flaw == Flaw.BLIND_RETRY && !messages.isEmpty()
                    ? server.settle().chain(() -> server.commit(offset, metadata, messages))
                    : commits.commit(offset, metadata, messages);
        }

        @Override
        public Uni<Long> logStart() {
            return network.request(() -> 0L);
        }

        @Override
        public Uni<Boolean> atEnd() {
            return network.request(() -> assigned != null
                    && assigned.position == broker.partition(number).log.size());
        }

        @Override
        public void pause() {
            if (assigned != null) {
                assigned.paused = true;
            }
        }

        @Override
        public void resume() {
            if (assigned != null) {
                assigned.paused = false;
            }
        }
    }

    /** The partition's offsets and transactions as this member reaches them. */
    private final class Server implements LaneCommits.Offsets, LaneCommits.Transactions {

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
        public Uni<Void> commit(long offset, String metadata) {
            return network.request(() -> broker.commit(number, member, offset, metadata))
                    .replaceWithVoid();
        }

        @Override
        public Uni<Void> settle() {
            producer = 0;
            return network.request(transactions::fence).replaceWithVoid();
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
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
