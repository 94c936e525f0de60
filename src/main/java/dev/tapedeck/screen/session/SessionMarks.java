package dev.tapedeck.screen.session;

/**
 * What Redis remembers of a session for two days, whichever instance wrote it.
 *
 * @param seen a message of it has been admitted
 * @param blocked it is kept out
 */
public record SessionMarks(boolean seen, boolean blocked) {}
