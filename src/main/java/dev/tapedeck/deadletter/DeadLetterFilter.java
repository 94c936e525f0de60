package dev.tapedeck.deadletter;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
}
