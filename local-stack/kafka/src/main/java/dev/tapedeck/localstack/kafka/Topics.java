package dev.tapedeck.localstack.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics that Tapedeck reads and writes. */
final class Topics {

    /** What is read takes less than what copies go to, which have more headers. */
    private static final Map<String, String> READ =
            Map.of("max.message.bytes", Integer.toString(NodeSettings.MAX_PAYLOAD_BYTES));

    private static final List<String> SINGLE = List.of(
            "session_recording_snapshot_item_dlq",
            "clickhouse_session_replay_events",
            "log_entries",
            "clickhouse_ingestion_warnings");

    private Topics() {}

    /** Creates the topics that are missing; those that are there keep the number of partitions that they have. */
    static void create(String bootstrapServers, int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = wanted(partitions).stream()
                    .filter(topic -> !present.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
        }
    }

    private static List<NewTopic> wanted(int partitions) {
        List<NewTopic> topics = new ArrayList<>();
        // Keyed by session, so read with as many lanes as there are partitions.
        topics.add(new NewTopic("session_recording_snapshot_item_events", Optional.of(partitions), Optional.empty())
                .configs(READ));
        topics.add(new NewTopic("session_recording_snapshot_item_overflow", Optional.of(partitions), Optional.empty()));
        SINGLE.forEach(name -> topics.add(new NewTopic(name, Optional.of(1), Optional.empty())));
        return topics;
    }
}
