package dev.tapedeck.deadletter;

import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.team.PostgresTeams;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which dead letters are meant. What is null or empty does not matter.
 *
 * @param reasons by their labels
 * @param tokens of the teams
 * @param session the normalised session id
 * @param since the earliest time at which the message became a dead letter, inclusive
 * @param until the latest, exclusive
 */
record DeadLetterFilter(
        Set<String> reasons,
        Set<String> tokens,
        @Nullable String session,
        @Nullable Instant since,
        @Nullable Instant until) {

    DeadLetterFilter {
        reasons = Set.copyOf(reasons);
        tokens = Set.copyOf(tokens);
    }

    boolean accepts(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.letter().reason()))
                && acceptsToken(letter.token())
                && (session == null || session.equals(letter.session()))
                && (since == null || !letter.at().isBefore(since))
                && (until == null || letter.at().isBefore(until));
    }

    private boolean acceptsToken(@Nullable String token) {
        return tokens.isEmpty() || token != null && tokens.contains(token);
    }

    /** The same as options of a command. */
    static final class Options {

        private static final Duration LIMIT = Duration.ofSeconds(30);

        @SuppressWarnings("NullAway.Init") // set by picocli
        @Spec(Spec.Target.MIXEE)
        CommandSpec command;

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                converter = ArgumentTypes.Reason.class,
                description = "only those with this reason; may be repeated")
        List<String> reasons = List.of();

        @Option(
                names = "--team",
                paramLabel = "ID",
                converter = TeamId.class,
                description = "only those with the token that the team has in Postgres")
        @Nullable Integer team;

        @Option(names = "--token", paramLabel = "TOKEN", description = "only those with this token; may be repeated")
        List<String> tokens = List.of();

        @Option(names = "--session", paramLabel = "ID", description = "only those of this session")
        @Nullable String session;

        private @Nullable Instant since;
        private @Nullable Instant until;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "only those since then: 2026-11-24T10:00:00Z, or 90m for ago")
        void since(@Nullable Instant time) {
            since = time;
            expectOrder();
        }

        @Option(names = "--until", paramLabel = "TIME", description = "only those before then")
        void until(@Nullable Instant time) {
            until = time;
            expectOrder();
        }

        private void expectOrder() {
            if (since != null && until != null && !since.isBefore(until)) {
                throw new ParameterException(command.commandLine(), "--since must be before --until");
            }
        }

        /** Asks for the token of the team, if one is named. */
        DeadLetterFilter filter(PostgresTeams teams) {
            Set<String> all = new HashSet<>(tokens);
            if (team != null) {
                List<String> found = teams.token(team).await().atMost(LIMIT);
                if (found.isEmpty()) {
                    throw new ParameterException(command.commandLine(), "there is no team " + team);
                }
                all.addAll(found);
            }
            return new DeadLetterFilter(
                    Set.copyOf(reasons), all, session == null ? null : SessionKey.normalise(session), since, until);
        }

        static final class TeamId extends ArgumentTypes.Count {
            TeamId() {
                super(0, Integer.MAX_VALUE);
            }
        }
    }
}
