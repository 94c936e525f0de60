package dev.tapedeck.summary.kafka;

import dev.tapedeck.kafka.admin.TopicNeed;
import dev.tapedeck.kafka.admin.TopicNeed.Direction;
import dev.tapedeck.kafka.admin.TopicNeeds;
import dev.tapedeck.summary.SummaryConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** The topics that rows go to, where they go to Kafka. */
@Singleton
class RowTopics implements TopicNeeds {

    private static final String LOSS = "recordings are stored and not found";

    private final SummaryConfig config;

    RowTopics(SummaryConfig config) {
        this.config = config;
    }

    @Override
    public List<TopicNeed> topics() {
        return switch (config.sink()) {
            case CLICKHOUSE -> List.of();
            case KAFKA ->
                List.of(
                        new TopicNeed("replay-events", Direction.OUTGOING, LOSS, TopicNeed.Copies.NONE),
                        new TopicNeed("log-entries", Direction.OUTGOING, LOSS, TopicNeed.Copies.NONE));
        };
    }
}
