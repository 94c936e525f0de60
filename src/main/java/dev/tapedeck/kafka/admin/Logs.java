package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.LogView;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Asks a Kafka cluster about logs, beside the consumer that reads them. Answers come on any thread. */
public interface Logs {

    /** The log of this partition. */
    Uni<LogView> look(TopicPartition partition);

    /**
     * The id of this topic. Fails with {@link org.apache.kafka.common.errors.UnknownTopicOrPartitionException} when there is no
     * such topic.
     */
    Uni<String> topicId(String topic);

    /** Those of these topics that do not exist. */
    Uni<Set<String>> missing(Set<String> topics);

    /** Where these partitions end, for readers of committed messages and for all. */
    Uni<Map<TopicPartition, OpenTransactions.Ends>> ends(Set<TopicPartition> partitions);

    /** The id of the member that has this name in the group, its {@code group.instance.id}; empty when none has. */
    Uni<String> holder(String group, String name);
}
