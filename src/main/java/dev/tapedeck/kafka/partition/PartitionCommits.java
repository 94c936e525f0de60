package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane's commits. A commit with messages is a transaction: either the offset and all messages count, or nothing does.
 *
 * <p>If the response to a transaction is lost, nobody knows whether the transaction counts. Another attempt could then send the messages
 * twice. So the next attempt first ends whatever is open, which settles the matter, and asks the group what is committed.
 *
 * <p>One step at a time, on any thread.
 */
public final class PartitionCommits {

    /** The partition's transactions. Completes on any thread. */
    public interface Transactions {

        /** Ends what this owner or an earlier one has left open. Afterwards it either counts or does not, for ever. */
        Uni<Void> settle();

        /** Sends the messages and the offset in one transaction. Fails with {@link LaneFenced} when the partition is not ours. */
        Uni<Void> send(List<OutboundMessage> messages, long offset, String metadata);
    }

    /** The partition's offsets in the group. Completes on any thread. */
    public interface Offsets {

        /** Returns what the group has committed. */
        Uni<Committed> committed();

        /** Stores the offset without messages. Fails with {@link LaneFenced} when the partition is not ours. */
        Uni<Void> store(long offset, String metadata);
    }

    private final Offsets offsets;
    private final @Nullable Transactions transactions;

    /** Whether the outcome of the last transaction is not known. */
    private volatile boolean unsettled;

    /** What was committed when the lane began, or what the lane has committed since. */
    private volatile Committed last = Committed.NONE;

    /** @param transactions null when no message waits for a commit */
    public PartitionCommits(Offsets offsets, @Nullable Transactions transactions) {
        this.offsets = offsets;
        this.transactions = transactions;
    }

    /** Returns what the group has committed, once no earlier owner can change it any more. */
    public Uni<Committed> committed() {
        return (transactions == null ? offsets.committed() : settled(transactions)).invoke(found -> last = found);
    }

    /** Commits the offset, and with it the messages if there are any. Repeating it sends nothing twice. */
    public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
        Committed ours = Committed.parse(offset, metadata);
        if (messages.isEmpty()) {
            return offsets.store(offset, metadata).invoke(() -> last = ours);
        }
        if (transactions == null) {
            throw new IllegalStateException("messages wait for a commit, but there are no transactions");
        }
        if (!unsettled) {
            return attempt(transactions, ours, offset, metadata, messages);
        }
        return settled(transactions).chain(found -> {
            if (found.equals(ours)) {
                unsettled = false;
                last = ours;
                return Uni.createFrom().voidItem();
            }
            // Another owner may have come as far. What we wanted to announce with the commit is then not announced.
            if (!found.equals(last)) {
                throw strange(found, ours);
            }
            return attempt(transactions, ours, offset, metadata, messages);
        });
    }

    /** Kafka deletes the offset with the topic. The partition is still ours then, and nobody else would go on with it. */
    private static RuntimeException strange(Committed found, Committed ours) {
        String message = "found " + found + " committed instead of " + ours;
        return found.offset() < 0 ? new LogReplaced(message) : new LaneFenced(new IllegalStateException(message));
    }

    private Uni<Committed> settled(Transactions open) {
        return open.settle().chain(offsets::committed);
    }

    private Uni<Void> attempt(
            Transactions own, Committed ours, long offset, String metadata, List<OutboundMessage> messages) {
        unsettled = true;
        return own.send(messages, offset, metadata).invoke(() -> {
            unsettled = false;
            last = ours;
        });
    }
}
