package dev.tapedeck.kafka.admin;

import java.util.List;

/** What a stage offers about the topics that it needs. */
public interface TopicRequirements {

    /** The topics needed with the configuration as it is. */
    List<TopicRequirement> topics();
}
