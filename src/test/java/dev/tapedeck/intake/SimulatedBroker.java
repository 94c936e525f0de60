package dev.tapedeck.intake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic with its partitions, what the group has committed, and who owns what. Only owners may commit. Transactions are in
 * {@link SimulatedTransactions}.
 */
final class SimulatedBroker {

    static final String TOPIC = "recordings";

    /** One partition of the topic. */
    static final class Partition {
        final List<InboundMessage> log = new ArrayList<>();
        final SimulatedTransactions transactions;
        long committed = -1;
        String metadata = "";

        @Nullable Object owner;

        Partition(SimulatedTime time, Flaw flaw) {
            transactions = new SimulatedTransactions(this, time, flaw);
        }

        long start() {
            return Math.max(committed, 0);
        }

        void set(long offset, String text) {
            committed = offset;
            metadata = text;
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private final List<OutboundMessage> sent = new ArrayList<>();
    private final Flaw flaw;

    SimulatedBroker(int count, SimulatedTime time, Flaw flaw) {
        for (int i = 0; i < count; i++) {
            partitions.add(new Partition(time, flaw));
        }
        this.flaw = flaw;
    }

    List<Partition> partitions() {
        return partitions;
    }

    Partition partition(int number) {
        return partitions.get(number);
    }

    /** Messages sent without a transaction. */
    List<OutboundMessage> sent() {
        return sent;
    }

    /** All messages of this channel that a reader of committed ones sees. */
    List<OutboundMessage> readable(String channel) {
        List<OutboundMessage> all = new ArrayList<>(sent);
        partitions.forEach(partition -> all.addAll(partition.transactions.committed()));
        return all.stream().filter(one -> one.channel().equals(channel)).toList();
    }

    Committed committed(int number) {
        Partition partition = partition(number);
        if (flaw != Flaw.EARLY_START) {
            partition.transactions.expectStable();
        }
        return partition.committed < 0
                ? Committed.NONE
                : new Committed(partition.committed, Intent.parse(partition.metadata, partition.committed));
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
