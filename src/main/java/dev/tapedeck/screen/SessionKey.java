package dev.tapedeck.screen;

/**
 * What a recording belongs to. Equal session ids of two teams are two sessions.
 *
 * @param teamId the team's id in Postgres
 * @param sessionId the normalised session id: lower case when it has the shape of a UUID, else as it came
 */
public record SessionKey(int teamId, String sessionId) {}
