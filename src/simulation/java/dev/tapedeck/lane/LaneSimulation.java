package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.lane.SimulatedBroker.Partition;
import dev.tapedeck.store.s3.SimulatedStore;
import dev.tapedeck.summary.SimulatedRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Flaw flaw;

    /** Whether copies go out with the commit; and whether rows do, too. */
    private final boolean transactions;

    private final boolean rowsWithCommit;
    /** Whether logs are cut and trimmed, have markers in them, and topics are made anew. */
    private final boolean logChanges;

    private final long[] serials;
    private boolean faults = true;

    LaneSimulation(long seed, boolean transactions, boolean logChanges, Flaw flaw) {
        this.transactions = transactions;
        this.logChanges = logChanges;
        this.flaw = flaw;
        random = new Random(seed);
        time = new SimulatedTime(random);
        broker = new SimulatedBroker(1 + random.nextInt(3), time, flaw);
        owners = new int[broker.partitions().size()];
        serials = new long[owners.length];
        rowsWithCommit = transactions && random.nextBoolean();
        objects.cutOff(() -> faults && random.nextInt(40) == 0);
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
            if (logChanges) {
                changeLog(broker.partition(random.nextInt(owners.length)));
            }
            time.run(Duration.ofMillis(random.nextInt(300)));
        }
        faults = false;
        objects.deleteCutOff();
        if (logChanges) {
            // An empty log has nothing to commit, and yet there may be something to tell.
            time.run(Duration.ofSeconds(5));
        }
        for (int tries = 0; tries < 100 && !settled(); tries++) {
            time.run(Duration.ofSeconds(1));
        }
        if (!settled()) {
            return "not everything was committed";
        }
        return logChanges ? accounts() : verdict();
    }

    private SimulatedMember member() {
        return new SimulatedMember(
                time,
                random,
                broker,
                () -> faults,
                flaw,
                network -> new SimulatedStages(
                        random,
                        network,
                        broker,
                        objects.blockStore(network),
                        rows.writer(network, rowsWithCommit),
                        transactions,
                        flaw));
    }

    private void produce() {
        for (int i = random.nextInt(12); i > 0; i--) {
            int number = random.nextInt(owners.length);
            Partition partition = broker.partition(number);
            if (partition.known() > partition.log.size()) {
                // Once it has grown again beyond what was committed or announced, nobody can tell that it was cut.
                continue;
            }
            long offset = partition.log.size();
            String session = mark() + "s" + number + "-" + random.nextInt(SESSIONS);
            partition.produce(new InboundMessage(
                    new RecordPosition(SimulatedBroker.TOPIC, number, offset),
                    time.millis(),
                    session.getBytes(StandardCharsets.UTF_8),
                    (number + ":" + serials[number]++).getBytes(StandardCharsets.UTF_8),
                    MessageHeaders.NONE));
        }
    }

    private String mark() {
        int chance = random.nextInt(15);
        return chance == 0 ? "!" : transactions && chance < 4 ? "?" : "";
    }

    private void disturb() {
        if (random.nextInt(8) == 0) {
            objects.deleteCutOff();
        }
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

    /** What Kafka itself does to a log, or people do. */
    private void changeLog(Partition partition) {
        int end = partition.log.size();
        switch (random.nextInt(12)) {
            case 0 -> partition.recreate(random.nextInt(3) == 0);
            case 1 -> partition.truncate(end - random.nextInt(Math.min(end, 12) + 1));
            case 2 -> partition.trim(random.nextInt(end + 1));
            case 3 -> partition.trim((int) Math.clamp(partition.committed, 0, end));
            case 4, 5 -> partition.mark();
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
        return broker.partitions().stream().allMatch(Partition::settled);
    }

    /** Every message is recorded or copied, once, or it was told that it may be missing. */
    private @Nullable String accounts() {
        Map<String, Integer> found = new HashMap<>();
        for (SimulatedRows.Row row : readableRows()) {
            new String(objects.read(row.url()), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(event -> found.merge(event, 1, Integer::sum));
        }
        copied().values().forEach(events -> events.forEach(event -> found.merge(event, 1, Integer::sum)));
        for (Partition partition : broker.partitions()) {
            for (SimulatedBroker.Produced one : partition.produced) {
                String event = SimulatedStages.text(one.message.value());
                int times = found.getOrDefault(event, 0);
                boolean told = told(partition, one);
                boolean excused = one.unclaimed || told || one.vanished && !broker.knows(event);
                // An owner that is none any more may finish a batch that was given up, as its log was cut.
                int most = told && partition.contested && !partition.cuts.isEmpty() ? 2 : 1;
                if (times > most || times == 0 && !excused) {
                    return event + " of topic " + one.topicId + ", " + one.message.origin() + ", is there " + times
                            + " times; told was " + broker.gaps;
                }
            }
        }
        return null;
    }

    private boolean told(Partition partition, SimulatedBroker.Produced one) {
        RecordPosition origin = one.message.origin();
        String believed = broker.takenAs(SimulatedStages.text(one.message.value()));
        List<String> names =
                List.of(origin.topic(), origin.topic() + '@' + one.topicId, origin.topic() + '@' + believed);
        return broker.gaps.stream()
                .anyMatch(gap -> gap.partition() == origin.partition()
                        && names.contains(gap.topic())
                        && gap.from() <= origin.offset()
                        && origin.offset() < gap.until());
    }

    private @Nullable String verdict() {
        Map<String, List<String>> copied = copied();
        Map<String, List<String>> expected = new TreeMap<>();
        Map<String, List<String>> leaving = new TreeMap<>();
        for (Partition partition : broker.partitions()) {
            for (SimulatedBroker.Produced one : partition.produced) {
                InboundMessage message = one.message;
                String session = SimulatedStages.text(message.key());
                String event = SimulatedStages.text(message.value());
                boolean leaves = session.startsWith("!")
                        || session.startsWith("?")
                                && copied.getOrDefault(session, List.of()).contains(event);
                (leaves ? leaving : expected)
                        .computeIfAbsent(session, any -> new ArrayList<>())
                        .add(event);
            }
        }
        Map<String, List<String>> read = new TreeMap<>();
        long counted = 0;
        for (SimulatedRows.Row row : readableRows()) {
            String lines = new String(objects.read(row.url()), StandardCharsets.UTF_8);
            read.computeIfAbsent(row.block().session().sessionId(), any -> new ArrayList<>())
                    .addAll(lines.lines().toList());
            counted += row.block().facts().events();
        }
        if (!expected.equals(read)) {
            return "a reader should see " + expected + " but sees " + read;
        }
        if (counted != expected.values().stream().mapToInt(List::size).sum()) {
            return "rows count " + counted + " events";
        }
        List<String> stored = objects.lines();
        if (stored.size() != counted || Set.copyOf(stored).size() != counted) {
            return "the bucket holds " + stored + ", of which rows count " + counted + " events";
        }
        return leaving.equals(copied) ? null : "copies are " + copied + " instead of " + leaving;
    }

    private List<SimulatedRows.Row> readableRows() {
        List<SimulatedRows.Row> readable = new ArrayList<>(rows.rows());
        broker.readable(SimulatedRows.CHANNEL).forEach(message -> readable.add(rows.row(message)));
        readable.sort(Comparator.comparingLong(SimulatedRows.Row::from));
        return readable;
    }

    /** The copies by session: in the order sent and each as often as it is there, unless only one of each is promised. */
    private Map<String, List<String>> copied() {
        Map<String, List<String>> copied = new TreeMap<>();
        for (OutboundMessage copy : broker.readable(SimulatedStages.COPIES)) {
            copied.computeIfAbsent(SimulatedStages.text(copy.key()), any -> new ArrayList<>())
                    .add(SimulatedStages.text(copy.value()));
        }
        if (!transactions) {
            copied.replaceAll((session, events) -> events.stream()
                    .distinct()
                    .sorted(Comparator.comparingLong(LaneSimulation::offset))
                    .toList());
        }
        return copied;
    }

    private static long offset(String event) {
        return Long.parseLong(event.substring(event.indexOf(':') + 1));
    }
}
