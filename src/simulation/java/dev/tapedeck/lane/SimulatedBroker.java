package dev.tapedeck.lane;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.Intent;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LogId;
import dev.tapedeck.lane.contract.OffsetGap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic with its partitions, what the group has committed, and who owns what. Only owners may commit. Transactions are in
 * {@link SimulatedTransactions}.
 */
public final class SimulatedBroker {

    public static final String TOPIC = "recordings";

    /** A message that was ever in a log, and what became of it there. */
    public static final class Produced {
        public final InboundMessage message;
        public final String topicId;

        /** Kafka has removed it in a way that leaves no trace for those who have not read it. */
        public boolean vanished;

        /** Retention has removed it while nothing was committed: nobody knows that the group was to read it. */
        public boolean unclaimed;

        Produced(InboundMessage message, String topicId) {
            this.message = message;
            this.topicId = topicId;
        }
    }

    /** One partition, as if of a topic of its own. */
    public static final class Partition {
        /** From offset 0; null is a marker of a transaction. */
        public final List<@Nullable InboundMessage> log = new ArrayList<>();

        public final List<Produced> produced = new ArrayList<>();
        final SimulatedTransactions transactions;
        private final int number;
        private int topics = 1;
        public String topicId;
        int logStart;

        /** How often the log has lost its end, and where it ended then: a broker's leader epochs tell its readers. */
        public final List<Integer> cuts = new ArrayList<>();

        /** Where the log ended before it was cut; 0 once somebody has said so. */
        private int unnoticed;

        /** Whether the only lane that could have noticed is gone: the log grows again, and looks as it did. */
        private boolean blind;

        /** Whether two members have taken themselves for its owner. */
        public boolean contested;

        public long committed = -1;
        String metadata = "";

        public @Nullable Object owner;

        Partition(int number, SimulatedTime time, Flaw flaw) {
            this.number = number;
            topicId = newTopicId();
            transactions = new SimulatedTransactions(this, time, flaw);
        }

        private String newTopicId() {
            return String.format(Locale.ROOT, "%011d-%010d", number, topics++);
        }

        /** Up to where, exclusive, messages are committed or announced. */
        public long known() {
            Intent intent = Committed.parse(committed, metadata).intent();
            return intent == null ? committed : Math.max(committed, intent.until());
        }

        long start() {
            return Math.max(committed, logStart);
        }

        public void produce(InboundMessage message) {
            log.add(message);
            produced.add(new Produced(message, topicId));
            excuse();
        }

        public void mark() {
            log.add(null);
        }

        /** Deletes the topic and makes it anew; Kafka deletes the group's offsets, unless a commit comes just then. */
        public void recreate(boolean keepsOffset) {
            vanish(0);
            log.clear();
            logStart = 0;
            topicId = newTopicId();
            notice();
            if (!keepsOffset) {
                set(-1, "");
            }
        }

        /** The log loses its end. */
        public void truncate(int end) {
            vanish(end);
            unnoticed = Math.max(unnoticed, log.size());
            log.subList(end, log.size()).clear();
            logStart = Math.min(logStart, end);
            cuts.add(end);
        }

        /** Retention removes the beginning. */
        public void trim(int start) {
            LogId known = Committed.parse(committed, metadata).log();
            boolean unknown = committed < 0
                    || committed > log.size()
                    || known == null
                    || !known.topicId().equals(topicId);
            for (Produced one : produced) {
                long offset = one.message.origin().offset();
                // Who had read the offset before the log was cut finds nothing there now, as expected.
                one.unclaimed |= isHere(one, 0) && offset < start && (unknown || offset < unnoticed);
            }
            logStart = Math.max(logStart, start);
        }

        /** It was told that messages may be missing. */
        void notice() {
            unnoticed = 0;
            blind = false;
        }

        /** The partition gets another owner, while the one before may go on for a while. */
        void changesHands(boolean contested) {
            this.contested |= contested;
            blind |= unnoticed > 0;
            excuse();
        }

        /** Who begins at a committed offset cannot tell that the messages before it are others than those that were read. */
        private void excuse() {
            if (blind) {
                for (Produced one : produced) {
                    one.unclaimed |=
                            one.topicId.equals(topicId) && one.message.origin().offset() < unnoticed;
                }
            }
        }

        private void vanish(int from) {
            produced.stream().filter(one -> isHere(one, from)).forEach(one -> one.vanished = true);
        }

        private boolean isHere(Produced one, long from) {
            long offset = one.message.origin().offset();
            return one.topicId.equals(topicId)
                    && offset >= from
                    && offset < log.size()
                    && log.get((int) offset) == one.message;
        }

        /** Whether everything is committed, and nothing announced. */
        public boolean settled() {
            boolean nothing = log.subList(logStart, log.size()).stream().allMatch(Objects::isNull);
            return transactions.quiet()
                    && (committed < 0 && nothing
                            || committed == log.size()
                                    && Committed.parse(committed, metadata).intent() == null);
        }

        public void set(long offset, String text) {
            committed = offset;
            metadata = text;
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private final List<OutboundMessage> sent = new ArrayList<>();

    /** What was told to be missing. */
    public final List<OffsetGap> gaps = Collections.synchronizedList(new ArrayList<>());

    /** The values of all messages that were taken into a batch, each with the epoch of the last lane that did. */
    public final Map<String, Long> taken = new ConcurrentHashMap<>();

    /** By epoch, the topics that lanes read. */
    private final Map<Long, String> topics = new ConcurrentHashMap<>();

    private final Set<Long> forgotten = ConcurrentHashMap.newKeySet();
    private long epochs;

    private final Flaw flaw;

    public SimulatedBroker(int count, SimulatedTime time, Flaw flaw) {
        for (int i = 0; i < count; i++) {
            partitions.add(new Partition(i, time, flaw));
        }
        this.flaw = flaw;
    }

    long nextEpoch() {
        return ++epochs;
    }

    boolean tell(OffsetGap gap) {
        partitions.stream()
                .filter(partition -> partition.number == gap.partition())
                .forEach(Partition::notice);
        return gaps.add(gap);
    }

    /** The lane is no more and had no time to say what it knew. */
    void forget(long epoch) {
        forgotten.add(epoch);
    }

    /** The lane reads this topic, as far as it knows. */
    void reads(long epoch, String topicId) {
        topics.putIfAbsent(epoch, topicId);
    }

    /** The topic that the last lane to take the message with this value thought it read; empty when none has. */
    public String takenAs(String event) {
        Long holder = taken.get(event);
        return holder == null ? "" : topics.getOrDefault(holder, "");
    }

    /** Whether some lane holds the message with this value, or did so and was not cut off. */
    public boolean knows(String event) {
        Long holder = taken.get(event);
        return holder != null && !forgotten.contains(holder);
    }

    public List<Partition> partitions() {
        return partitions;
    }

    public Partition partition(int number) {
        return partitions.get(number);
    }

    /** Messages sent without a transaction. */
    List<OutboundMessage> sent() {
        return sent;
    }

    /** All messages of this channel that a reader of committed ones sees. */
    public List<OutboundMessage> readable(String channel) {
        List<OutboundMessage> all = new ArrayList<>(sent);
        partitions.forEach(partition -> all.addAll(partition.transactions.committed()));
        return all.stream().filter(one -> one.channel().equals(channel)).toList();
    }

    Committed committed(int number) {
        Partition partition = partition(number);
        if (flaw != Flaw.EARLY_START) {
            partition.transactions.expectStable();
        }
        return partition.committed < 0 ? Committed.NONE : Committed.parse(partition.committed, partition.metadata);
    }

    boolean commit(int number, Object member, long offset, String metadata) {
        Partition partition = partition(number);
        if (partition.owner != member) {
            throw new LaneFenced(new IllegalStateException("another member owns it"));
        }
        partition.transactions.supersede();
        partition.set(offset, flaw == Flaw.NO_INTENTS ? "" : metadata);
        return true;
    }
}
