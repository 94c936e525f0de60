package dev.tapedeck.kafka.admin;

import java.util.List;

/**
 * A topic that a stage needs. A channel names it.
 *
 * @param channel the channel, as in {@code mp.messaging.<direction>.<channel>}
 * @param direction which way messages go
 * @param loss what follows when the topic does not exist; continues a sentence after "so"
 * @param copies whether messages of the recordings topic go there
 */
public record TopicRequirement(String channel, Direction direction, String loss, Copies copies) {

    /** The topic that messages come from. */
    public static final TopicRequirement RECORDINGS =
            new TopicRequirement("recordings", Direction.INCOMING, "there is nothing to record", Copies.NONE);

    /** How messages of the recordings topic go to a topic. */
    public enum Copies {
        /** None goes there. */
        NONE,

        /** Unchanged. A message too large for the topic blocks its partition. */
        WHOLE,

        /** A message too large for the topic goes there without its body. */
        SHORTENED
    }

    /** Which way messages go, named as in configuration. */
    public enum Direction {
        INCOMING,
        OUTGOING
    }

    /** A stage that needs topics beside {@link #RECORDINGS}. */
    public interface Source {

        /** Returns the topics that the stage needs with its present configuration. */
        List<TopicRequirement> topics();
    }
}
