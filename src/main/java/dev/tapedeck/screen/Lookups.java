package dev.tapedeck.screen;

/** The answers of one round of look-ups. Immutable; shared by the lanes of a poll. */
public final class Lookups {}
