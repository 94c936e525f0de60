package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.LanePartition.LogView;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** What the cluster knows of logs and a consumer does not. Every {@code Uni} may complete on any thread. */
public interface Logs {

    /** Returns the log of this partition. */
    Uni<LogView> look(TopicPartition partition);

    /**
     * Returns the id of this topic. Fails with {@link org.apache.kafka.common.errors.UnknownTopicOrPartitionException} when there is no
     * such topic.
     */
    Uni<String> topicId(String topic);

    /** Returns those of these topics that do not exist. */
    Uni<Set<String>> missing(Set<String> topics);

    /** Returns where these partitions end. */
    Uni<Map<TopicPartition, Logs.Ends>> ends(Set<TopicPartition> partitions);

    /** Returns the id of the group's member with this {@code group.instance.id}; empty when there is none. */
    Uni<String> holder(String group, String name);

    /**
     * Where a partition ends.
     *
     * @param stable the offset before which every transaction is decided
     * @param end the offset after the last replicated message
     */
    record Ends(long stable, long end) {}
}
