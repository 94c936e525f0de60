package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.admin.TopicRequirement;
import dev.tapedeck.kafka.admin.TopicRequirement.Copies;
import dev.tapedeck.kafka.admin.TopicRequirement.Direction;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Overflow.Mode;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** The topics that screening sends to. */
@Singleton
class OutputTopics implements TopicRequirement.Source {

    static final TopicRequirement OVERFLOW = new TopicRequirement(
            "overflow", Direction.OUTGOING, "a partition with a hot session stands still", Copies.WHOLE);

    private static final TopicRequirement DEAD_LETTERS = new TopicRequirement(
            "dead-letters", Direction.OUTGOING, "a partition with a bad message stands still", Copies.SHORTENED);

    private static final TopicRequirement WARNINGS = new TopicRequirement(
            "ingestion-warnings", Direction.OUTGOING, "teams are not told what goes wrong", Copies.NONE);

    private final ScreenConfig config;

    OutputTopics(ScreenConfig config) {
        this.config = config;
    }

    @Override
    public List<TopicRequirement> topics() {
        List<TopicRequirement> needs = new ArrayList<>(List.of(DEAD_LETTERS, WARNINGS));
        if (config.overflow().mode() != Mode.DISABLED) {
            needs.add(OVERFLOW);
        }
        return needs;
    }
}
