package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A lane's commits, of which some go together with messages: either all of it counts, or nothing does.
 *
 * <p>When the answer of such a transaction is lost, nobody knows whether it counts. Trying again would then send the
 * messages twice. So the next attempt first ends whatever is open, which settles it, and asks the group what is committed.
 *
 * <p>One step at a time, on any thread.
 */
public final class PartitionCommits {

    /** The partition's transactions. Answers on any thread. */
    public interface Transactions {

        /** Ends what this owner or an earlier one has left open: afterwards it counts or does not, and stays so. */
        Uni<Void> settle();

        /** Sends the messages and commits the offset, as one. Fails with {@link LaneFenced} when it is not ours. */
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages);
    }

    /** The partition's offsets in the group, without messages. Answers on any thread. */
    public interface Offsets {

        /** What the group has committed. */
        public Uni<Committed> committed();

        /** Commits the offset. Fails with {@link LaneFenced} when it is not ours. */
        Uni<Void> commit(long offset, String metadata);
    }

    private final Offsets offsets;
    private final Transactions transactions;
    private volatile boolean unsettled;

    /** What was committed when the lane began, or by it since then. */
    private volatile Committed last = Committed.NONE;

    public PartitionCommits(Offsets offsets, Transactions transactions) {
        this.offsets = offsets;
        this.transactions = transactions;
    }

    /** What the group has committed, once no earlier owner can change it any more. */
    public Uni<Committed> committed() {
        return settled().invoke(found -> last = found);
    }

    /** Commits the offset, and with it the messages if there are any. Repeating it sends nothing twice. */
    public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
        Committed ours = Committed.parse(offset, metadata);
        if (messages.isEmpty()) {
            return offsets.commit(offset, metadata).invoke(() -> last = ours);
        }
        if (!unsettled) {
            return attempt(ours, offset, metadata, messages);
        }
        return settled().chain(found -> {
            if (found.equals(ours)) {
                unsettled = false;
                last = ours;
                return Uni.createFrom().voidItem();
            }
            // Another owner may have come as far; what we wanted to announce with the commit is then not announced.
            if (!found.equals(last)) {
                throw strange(found, ours);
            }
            return attempt(ours, offset, metadata, messages);
        });
    }

    /** Kafka deletes the offset with the topic. The partition is still ours then, and nobody else would go on with it. */
    private static RuntimeException strange(Committed found, Committed ours) {
        String message = "found " + found + " committed instead of " + ours;
        return found.offset() < 0 ? new LogReplaced(message) : new LaneFenced(new IllegalStateException(message));
    }

    private Uni<Committed> settled() {
        return transactions.settle().chain(offsets::committed);
    }

    private Uni<Void> attempt(Committed ours, long offset, String metadata, List<OutboundMessage> messages) {
        unsettled = true;
        return transactions.commit(offset, metadata, messages).invoke(() -> {
            unsettled = false;
            last = ours;
        });
    }
}
