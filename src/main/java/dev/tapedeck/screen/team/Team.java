package dev.tapedeck.screen.team;

import dev.tapedeck.screen.Retention;
import org.jspecify.annotations.Nullable;

/**
 * What screening knows of a team.
 *
 * @param id its id in Postgres
 * @param recording whether it takes recordings at all
 * @param consoleLogs whether it wants console lines extracted
 * @param retention how long it keeps recordings now; null when Postgres names no valid length
 */
public record Team(
        int id,
        boolean recording,
        boolean consoleLogs,
        @Nullable Retention retention) {

    /** What is known about a token. */
    public sealed interface Answer {

        /** The token belongs to this team. */
        record Found(Team team) implements Answer {}

        /** The token belongs to no team. */
        record NoSuchTeam() implements Answer {}
    }
}
