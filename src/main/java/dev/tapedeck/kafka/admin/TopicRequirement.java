package dev.tapedeck.kafka.admin;

/**
 * A topic that some stage needs, by the channel that names it.
 *
 * @param channel the channel, as {@code mp.messaging.<direction>.<channel>}
 * @param direction which way it goes
 * @param loss what follows when the topic is not there; continues a sentence after "so"
 * @param copies whether messages of the recordings topic go there
 */
public record TopicRequirement(String channel, Direction direction, String loss, Copies copies) {

    /** What goes there of the messages of the recordings topic. */
    public enum Copies {
        /** Nothing. */
        NONE,

        /** They, as they are: one that does not fit holds its partition up. */
        WHOLE,

        /** They, without their bodies where they do not fit. */
        SHORTENED
    }

    /** Which way messages go, named as in configuration. */
    public enum Direction {
        INCOMING,
        OUTGOING
    }
}
