package dev.tapedeck.intake;

import dev.tapedeck.intake.SimulatedBroker.Partition;
import dev.tapedeck.store.SimulatedStore;
import dev.tapedeck.summary.SimulatedRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One schedule: two members, up to three partitions, faults of every kind at random times, then quiet until everything is
 * committed. All of it follows from the seed.
 *
 * <p>Real: lanes with their queue, flush and retries, the block store with its layout, keys and index, the summary writer.
 * Simulated: time, network, broker, objects, rows, and the content of messages.
 */
final class LaneSimulation {

    private static final int SESSIONS = 5;

    private final Random random;
    private final SimulatedTime time;
    private final SimulatedBroker broker;
    private final SimulatedStore objects = new SimulatedStore();
    private final SimulatedRows rows = new SimulatedRows();
    private final List<SimulatedMember> members = new ArrayList<>();
    private final int[] owners;
    private boolean faults = true;

    LaneSimulation(long seed, boolean forgetsIntents) {
        random = new Random(seed);
        time = new SimulatedTime(random);
        broker = new SimulatedBroker(1 + random.nextInt(3), forgetsIntents);
        owners = new int[broker.partitions().size()];
    }

    /** What a reader finds wrong in the end, or null when nothing is. */
    @Nullable String run() {
        members.add(member());
        members.add(member());
        for (int partition = 0; partition < owners.length; partition++) {
            owners[partition] = random.nextInt(2);
            members.get(owners[partition]).assign(partition);
        }
        int steps = 5 + random.nextInt(25);
        for (int step = 0; step < steps; step++) {
            produce();
            disturb();
            time.run(Duration.ofMillis(random.nextInt(300)));
        }
        faults = false;
        for (int tries = 0; tries < 100 && !settled(); tries++) {
            time.run(Duration.ofSeconds(1));
        }
        return settled() ? verdict() : "not everything was committed";
    }

    private SimulatedMember member() {
        return new SimulatedMember(
                time,
                random,
                broker,
                () -> faults,
                network -> new SimulatedStages(
                        random, network, broker, objects.blockStore(network), rows.writer(network)));
    }

    private void produce() {
        for (int i = random.nextInt(12); i > 0; i--) {
            int number = random.nextInt(owners.length);
            Partition partition = broker.partition(number);
            long offset = partition.log.size();
            String session = (random.nextInt(15) == 0 ? "!" : "") + "s" + number + "-" + random.nextInt(SESSIONS);
            partition.log.add(new InboundMessage(
                    new Origin(SimulatedBroker.TOPIC, number, offset),
                    time.millis(),
                    session.getBytes(StandardCharsets.UTF_8),
                    (number + ":" + offset).getBytes(StandardCharsets.UTF_8),
                    MessageHeaders.NONE));
        }
    }

    private void disturb() {
        int partition = random.nextInt(owners.length);
        int owner = owners[partition];
        switch (random.nextInt(6)) {
            case 0 -> crash(owner);
            case 1 -> {
                owners[partition] = 1 - owner;
                members.get(owner).revoke(partition, () -> {
                    if (owners[partition] == 1 - owner) {
                        members.get(1 - owner).assign(partition);
                    }
                });
            }
            case 2 -> {
                SimulatedMember zombie = members.get(owner);
                owners[partition] = 1 - owner;
                members.get(1 - owner).assign(partition);
                time.after(random.nextInt(2000), () -> {
                    if (owners[partition] != owner) {
                        zombie.lose(partition);
                    }
                });
            }
            default -> {}
        }
    }

    /** A member dies; one in its place gets its partitions. */
    private void crash(int number) {
        members.get(number).crash();
        members.set(number, member());
        for (int partition = 0; partition < owners.length; partition++) {
            if (owners[partition] == number) {
                members.get(number).assign(partition);
            }
        }
    }

    private boolean settled() {
        return broker.partitions().stream()
                .allMatch(partition -> partition.log.isEmpty()
                        || partition.committed == partition.log.size() && partition.metadata.isEmpty());
    }

    private @Nullable String verdict() {
        Map<String, List<String>> sent = new TreeMap<>();
        Set<String> dead = new HashSet<>();
        for (Partition partition : broker.partitions()) {
            for (InboundMessage message : partition.log) {
                String session = SimulatedStages.text(message.key());
                String event = SimulatedStages.text(message.value());
                if (session.startsWith("!")) {
                    dead.add(event);
                } else {
                    sent.computeIfAbsent(session, any -> new ArrayList<>()).add(event);
                }
            }
        }
        Map<String, List<String>> read = new TreeMap<>();
        long counted = 0;
        for (SimulatedRows.Row row : rows.rows().stream()
                .sorted(Comparator.comparingLong(SimulatedRows.Row::from))
                .toList()) {
            String lines = new String(objects.read(row.url()), StandardCharsets.UTF_8);
            read.computeIfAbsent(row.block().session().sessionId(), any -> new ArrayList<>())
                    .addAll(lines.lines().toList());
            counted += row.block().facts().events();
        }
        if (!sent.equals(read)) {
            return "sent " + sent + " but a reader sees " + read;
        }
        if (counted != sent.values().stream().mapToInt(List::size).sum()) {
            return "rows count " + counted + " events";
        }
        Set<String> arrived = new HashSet<>();
        broker.deadLetters().forEach(message -> arrived.add(SimulatedStages.text(message.value())));
        return Objects.equals(dead, arrived) ? null : "dead letters " + arrived + " instead of " + dead;
    }
}
