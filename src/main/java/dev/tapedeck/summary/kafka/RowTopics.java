package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.admin.TopicRequirement;
import dev.tapedeck.kafka.admin.TopicRequirement.Direction;
import dev.tapedeck.summary.SummaryConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** The topics that rows go to, where they go to Kafka. */
@Singleton
class RowTopics implements TopicRequirement.Source {

    private static final String LOSS = "recordings are stored and not found";

    private final SummaryConfig config;

    RowTopics(SummaryConfig config) {
        this.config = config;
    }

    @Override
    public List<TopicRequirement> topics() {
        return switch (config.sink()) {
            case CLICKHOUSE -> List.of();
            case KAFKA ->
                List.of(
                        new TopicRequirement("replay-events", Direction.OUTGOING, LOSS, TopicRequirement.Copies.NONE),
                        new TopicRequirement("log-entries", Direction.OUTGOING, LOSS, TopicRequirement.Copies.NONE));
        };
    }
}
