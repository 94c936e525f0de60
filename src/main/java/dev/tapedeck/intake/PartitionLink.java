package dev.tapedeck.intake;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.common.TopicPartition;

/**
 * A lane's link to its partition over the polling thread. What the lane asks for waits there for its turn, and by then the
 * partition may have left and come back to another lane: once the link is cut, none of it reaches the consumer any more.
 */
final class PartitionLink implements LaneLink {

    private final TopicPartition partition;
    private final PollingThread consumer;
    private volatile boolean cut;

    PartitionLink(TopicPartition partition, PollingThread consumer) {
        this.partition = partition;
        this.consumer = consumer;
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
    }

    @Override
    public Uni<Committed> committed() {
        return consumer.committed(partition);
    }

    @Override
    public Uni<Void> commit(long offset, String metadata) {
        return consumer.commit(this, offset, metadata);
    }

    @Override
    public Uni<Long> logStart() {
        return consumer.logStart(partition);
    }

    @Override
    public void pause() {
        consumer.pause(this);
    }

    @Override
    public void resume() {
        consumer.resume(this);
    }
}
