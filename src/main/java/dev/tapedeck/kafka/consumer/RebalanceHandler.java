package dev.tapedeck.kafka.consumer;

import dev.tapedeck.kafka.partition.ConsumerThread;
import dev.tapedeck.kafka.partition.PolledRecords;
import dev.tapedeck.lane.Lanes;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives the lanes the consumer's rebalances. Lanes commit by themselves once a batch is durable, so acknowledging a
 * message means nothing here. Chosen by {@code commit-strategy=lanes} on the channel.
 */
final class RebalanceHandler implements KafkaCommitHandler {

    private final Lanes<?> lanes;
    private final ConsumerThread consumer;

    private RebalanceHandler(Lanes<?> lanes, ConsumerThread consumer) {
        this.lanes = lanes;
        this.consumer = consumer;
    }

    /** On the polling thread. */
    @Override
    public void partitionsAssigned(Collection<TopicPartition> partitions) {
        lanes.assigned(partitions, consumer);
    }

    /** On the polling thread; holds it until the lanes are done or their deadline is over. */
    @Override
    public void partitionsRevoked(Collection<TopicPartition> partitions) {
        lanes.revoked(partitions, consumer);
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> message) {
        return Uni.createFrom().voidItem();
    }

    @Override
    public void terminate(boolean graceful) {
        consumer.end();
    }

    /** Makes the handler for the channel. */
    @ApplicationScoped
    @Identifier("lanes") static class Factory implements KafkaCommitHandler.Factory {

        private final Instance<Lanes<?>> lanes;
        private final StuckPartitionDetector watch;
        private final ClusterWatch cluster;
        private final PolledRecords polled;

        Factory(
                @Any Instance<Lanes<?>> lanes,
                StuckPartitionDetector watch,
                ClusterWatch cluster,
                PolledRecords polled) {
            this.lanes = lanes;
            this.watch = watch;
            this.cluster = cluster;
            this.polled = polled;
        }

        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration config,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> reportFailure) {
            ConsumerThread thread = new ConsumerThread(consumer, polled);
            watch.follow(thread);
            cluster.follow(thread);
            return new RebalanceHandler(lanes.get(), thread);
        }
    }
}
