package dev.tapedeck.intake;

/**
 * A topic that some stage needs, by the channel that names it.
 *
 * @param channel the channel, as {@code mp.messaging.<direction>.<channel>}
 * @param direction which way it goes
 * @param loss what follows when the topic is not there; continues a sentence after "so"
 * @param copies whether whole messages of the recordings topic go there, which must therefore fit
 */
public record TopicNeed(String channel, Direction direction, String loss, boolean copies) {

    /** Which way messages go, named as in configuration. */
    public enum Direction {
        INCOMING,
        OUTGOING
    }
}
