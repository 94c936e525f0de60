package dev.tapedeck.session;

/** What became of a message. */
public enum Fate {
    RECORDED,
    DROPPED,
    DIVERTED,
    DEAD_LETTERED
}
