package dev.tapedeck.screen.team;

/** What is known about a token. */
public sealed interface TeamAnswer {

    /** It is this team's. */
    public record Found(Team team) implements TeamAnswer {}

    /** It is no team's. */
    record NoSuchTeam() implements TeamAnswer {}
}
