package dev.tapedeck.kafka.admin;

import dev.tapedeck.lane.contract.LogView;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the cluster that the recordings come from, with one client that is made at the first question. */
@Singleton
class ClusterLogs implements Logs {

    private final ChannelSettings channels;

    /** Guarded by this. */
    private @Nullable TopicAdmin desk;

    ClusterLogs(ChannelSettings channels) {
        this.channels = channels;
    }

    @Override
    public Uni<LogView> look(TopicPartition partition) {
        return Uni.createFrom().deferred(() -> desk().look(partition));
    }

    @Override
    public Uni<String> topicId(String topic) {
        return Uni.createFrom().deferred(() -> desk().topicId(topic));
    }

    @Override
    public Uni<Set<String>> missing(Set<String> topics) {
        return Uni.createFrom().deferred(() -> desk().missing(topics));
    }

    @Override
    public Uni<Map<TopicPartition, OpenTransactions.Ends>> ends(Set<TopicPartition> partitions) {
        return Uni.createFrom().deferred(() -> desk().ends(partitions));
    }

    @Override
    public Uni<String> holder(String group, String name) {
        return Uni.createFrom().deferred(() -> desk().holder(group, name));
    }

    private synchronized TopicAdmin desk() {
        TopicAdmin open = desk;
        if (open == null) {
            open = new TopicAdmin(channels.connection(RecordingsTopic.NEED));
            desk = open;
        }
        return open;
    }

    @PreDestroy
    synchronized void close() {
        if (desk != null) {
            desk.close();
        }
    }
}
