package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.admin.TopicNeed;
import dev.tapedeck.kafka.admin.TopicNeed.Copies;
import dev.tapedeck.kafka.admin.TopicNeed.Direction;
import dev.tapedeck.kafka.admin.TopicNeeds;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Overflow.Mode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The topics that screening sends to. */
@Singleton
class ExitTopics implements TopicNeeds {

    static final TopicNeed OVERFLOW =
            new TopicNeed("overflow", Direction.OUTGOING, "a partition with a hot session stands still", Copies.WHOLE);

    private static final TopicNeed DEAD_LETTERS = new TopicNeed(
            "dead-letters", Direction.OUTGOING, "a partition with a bad message stands still", Copies.SHORTENED);

    private static final TopicNeed WARNINGS =
            new TopicNeed("ingestion-warnings", Direction.OUTGOING, "teams are not told what goes wrong", Copies.NONE);

    private final ScreenConfig config;

    ExitTopics(ScreenConfig config) {
        this.config = config;
    }

    @Override
    public List<TopicNeed> topics() {
        List<TopicNeed> needs = new ArrayList<>(List.of(DEAD_LETTERS, WARNINGS));
        if (config.overflow().mode() != Mode.DISABLED) {
            needs.add(OVERFLOW);
        }
        return needs;
    }
}
