package dev.tapedeck.kafka.admin;

import jakarta.inject.Singleton;
import java.util.List;

/** The topic that messages come from. */
@Singleton
public class RecordingsTopic implements TopicNeeds {

    public static final TopicNeed NEED = new TopicNeed(
            "recordings", TopicNeed.Direction.INCOMING, "there is nothing to record", TopicNeed.Copies.NONE);

    RecordingsTopic() {}

    @Override
    public List<TopicNeed> topics() {
        return List.of(NEED);
    }
}
