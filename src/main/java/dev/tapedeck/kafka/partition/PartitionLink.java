package dev.tapedeck.kafka.partition;

import dev.tapedeck.kafka.admin.Logs;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LanePartition;
import dev.tapedeck.lane.contract.LanePartition.Committed;
import dev.tapedeck.lane.contract.LanePartition.LaneFenced;
import dev.tapedeck.lane.contract.LanePartition.LogReplaced;
import dev.tapedeck.lane.contract.LanePartition.LogView;
import dev.tapedeck.lane.contract.LanePartition.Passed;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A lane's link to its partition over the polling thread. Requests of the lane wait there for their turn. By then the partition may have
 * left and come back to another lane. Once the link is cut, no request of the old lane reaches the consumer any more.
 */
public final class PartitionLink implements LanePartition {

    private final TopicPartition partition;
    private final ConsumerThread consumer;
    private final Logs logs;
    private final @Nullable PartitionTransactions transactions;
    private final PartitionCommits commits;
    private volatile boolean cut;

    /** The id of the topic that was first looked at: the lane's. Null before that. */
    private volatile @Nullable String topicId;

    private volatile boolean gone;

    /** @param clients for commits that go together with messages; null when there are none */
    public PartitionLink(
            TopicPartition partition, ConsumerThread consumer, Logs logs, @Nullable TransactionClients clients) {
        this.partition = partition;
        this.consumer = consumer;
        this.logs = logs;
        this.transactions = clients == null ? null : new PartitionTransactions(this, clients);
        this.commits = new PartitionCommits(new Plain(), transactions);
    }

    /** Returns the group's member that the lane belongs to. Fails with {@link LaneFenced} when it does not any more. */
    Uni<ConsumerGroupMetadata> membership() {
        return consumer.membership(this);
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the partition still belongs to the lane of this link. */
    boolean holds() {
        return !cut;
    }

    /** Lets nothing pass from now on. On the polling thread. */
    public void cut() {
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
        return expectSameTopic().chain(() -> commits.commit(offset, metadata, messages));
    }

    /** A commit names its topic by name only, so the id is compared just before. */
    private Uni<Void> expectSameTopic() {
        String ours = topicId;
        if (ours == null) {
            return Uni.createFrom().voidItem();
        }
        return logs.topicId(partition.topic())
                .onItemOrFailure()
                .invoke((found, failure) -> gone = failure instanceof UnknownTopicOrPartitionException)
                .chain(found -> found.equals(ours)
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(LogReplaced.of(partition.topic())));
    }

    @Override
    public Uni<LogView> look() {
        return logs.look(partition).invoke(log -> {
            if (topicId == null) {
                topicId = log.topicId();
            }
        });
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public Uni<Passed> passed() {
        return consumer.ask(
                client -> new Passed(client.position(partition, Duration.ZERO), consumer.polled(partition)));
    }

    @Override
    public boolean readsFromStart() {
        return consumer.readsFromStart();
    }

    @Override
    public Uni<Long> seek(long offset) {
        return consumer.ask(client -> {
            if (!holds()) {
                throw new LaneFenced(new IllegalStateException(partition + " is another lane's"));
            }
            client.seek(partition, offset);
            return consumer.polled(partition);
        });
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

    /** Offsets that the consumer itself commits. */
    private final class Plain implements PartitionCommits.Offsets {

        @Override
        public Uni<Committed> committed() {
            return consumer.ask(client -> {
                OffsetAndMetadata found = client.committed(Set.of(partition), ConsumerThread.CALL_TIMEOUT)
                        .get(partition);
                return found == null ? Committed.NONE : Committed.parse(found.offset(), found.metadata());
            });
        }

        @Override
        public Uni<Void> store(long offset, String metadata) {
            return consumer.store(PartitionLink.this, offset, metadata);
        }
    }
}
