package dev.tapedeck.screen;

/** What is known about a token. */
sealed interface TeamAnswer {

    /** It is this team's. */
    record Found(Team team) implements TeamAnswer {}

    /** It is no team's. */
    record NoSuchTeam() implements TeamAnswer {}
}
