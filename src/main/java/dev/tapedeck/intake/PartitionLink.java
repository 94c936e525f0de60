package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A lane's link to its partition over the polling thread. What the lane asks for waits there for its turn, and by then the
 * partition may have left and come back to another lane: once the link is cut, none of it reaches the consumer any more.
 */
final class PartitionLink implements LaneLink {

    /**
     * Lanes ask at every gap, and with every marker of a transaction there is one: while a partition has no leader, they must
     * not keep the others from being polled for long. But the answer may come behind that of a fetch, which waits for half a
     * second on a quiet topic.
     */
    private static final Duration LOG_START_TIMEOUT = Duration.ofSeconds(2);

    private final TopicPartition partition;
    private final PollingThread consumer;
    private final @Nullable LaneTransactions transactions;
    private final LaneCommits commits;
    private volatile boolean cut;

    /** @param clients for commits that go together with messages; null when there are none */
    PartitionLink(TopicPartition partition, PollingThread consumer, @Nullable TransactionClients clients) {
        this.partition = partition;
        this.consumer = consumer;
        this.transactions = clients == null ? null : new LaneTransactions(this, clients);
        this.commits = new LaneCommits(new Plain(), transactions == null ? new NoTransactions() : transactions);
    }

    /** The member of the group that the lane belongs to; fails with {@link LaneFenced} when it does not any more. */
    Uni<ConsumerGroupMetadata> membership() {
        return consumer.membership(this);
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the partition is still this link's lane's. */
    boolean holds() {
        return !cut;
    }

    /** Nothing passes from now on. On the polling thread. */
    void cut() {
        cut = true;
        if (transactions != null) {
            transactions.close();
        }
    }

    @Override
    public Uni<Committed> committed() {
        return commits.committed();
    }

    @Override
    public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
        return commits.commit(offset, metadata, messages);
    }

    @Override
    public Uni<Long> logStart() {
        return consumer.ask(client ->
                client.beginningOffsets(Set.of(partition), LOG_START_TIMEOUT).getOrDefault(partition, 0L));
    }

    @Override
    public Uni<Boolean> atEnd() {
        return consumer.ask(client -> client.currentLag(partition).equals(OptionalLong.of(0)));
    }

    @Override
    public void pause() {
        consumer.tell(this, client -> client.pause(Set.of(partition)));
    }

    @Override
    public void resume() {
        consumer.tell(this, client -> client.resume(Set.of(partition)));
    }

    /** Offsets by the consumer itself. */
    private final class Plain implements LaneCommits.Offsets {

        @Override
        public Uni<Committed> committed() {
            return consumer.ask(client -> {
                OffsetAndMetadata found = client.committed(Set.of(partition), PollingThread.CALL_TIMEOUT)
                        .get(partition);
                return found == null
                        ? Committed.NONE
                        : new Committed(found.offset(), Intent.parse(found.metadata(), found.offset()));
            });
        }

        @Override
        public Uni<Void> commit(long offset, String metadata) {
            return consumer.commit(PartitionLink.this, offset, metadata);
        }
    }

    /** No stage makes messages wait for a commit. */
    private static final class NoTransactions implements LaneCommits.Transactions {

        @Override
        public Uni<Void> settle() {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> commit(long offset, String metadata, List<OutboundMessage> messages) {
            throw new IllegalStateException("messages wait for a commit, but there are no transactions");
        }
    }
}
