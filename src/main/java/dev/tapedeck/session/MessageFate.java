package dev.tapedeck.session;

/** What became of a message. */
public enum MessageFate {
    RECORDED,
    DROPPED,
    DIVERTED,
    DEAD_LETTERED
}
