package dev.tapedeck.kafka.admin;

import jakarta.inject.Singleton;
import java.util.List;

/** The topic that messages come from. */
@Singleton
public class RecordingsTopic implements TopicRequirements {

    public static final TopicRequirement NEED = new TopicRequirement(
            "recordings",
            TopicRequirement.Direction.INCOMING,
            "there is nothing to record",
            TopicRequirement.Copies.NONE);

    RecordingsTopic() {}

    @Override
    public List<TopicRequirement> topics() {
        return List.of(NEED);
    }
}
