package dev.tapedeck.intake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic with its partitions, what the group has committed, and who owns what. Only owners may commit. */
final class SimulatedBroker {

    static final String TOPIC = "recordings";

    /** One partition of the topic. */
    static final class Partition {
        final List<InboundMessage> log = new ArrayList<>();
        long committed = -1;
        String metadata = "";

        @Nullable Object owner;

        long start() {
            return Math.max(committed, 0);
        }
    }

    private final List<Partition> partitions = new ArrayList<>();
    private final List<InboundMessage> deadLetters = new ArrayList<>();
    private final boolean forgetsIntents;

    SimulatedBroker(int count, boolean forgetsIntents) {
        for (int i = 0; i < count; i++) {
            partitions.add(new Partition());
        }
        this.forgetsIntents = forgetsIntents;
    }

    List<Partition> partitions() {
        return partitions;
    }

    Partition partition(int number) {
        return partitions.get(number);
    }

    List<InboundMessage> deadLetters() {
        return deadLetters;
    }

    Committed committed(int number) {
        Partition partition = partition(number);
        return partition.committed < 0
                ? Committed.NONE
                : new Committed(partition.committed, Intent.parse(partition.metadata));
    }

    boolean commit(int number, Object member, long offset, String metadata) {
        Partition partition = partition(number);
        if (partition.owner != member) {
            throw new LaneFenced(new IllegalStateException("another member owns it"));
        }
        partition.committed = offset;
        partition.metadata = forgetsIntents ? "" : metadata;
        return true;
    }
}
