package dev.tapedeck.tryout;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the service's own lines tell of its start: whoever answers on a port may be another copy of it. Any thread. */
final class StartLog {

    /** The end of a start. */
    sealed interface Outcome {

        /** It listens; its management port has this address. */
        record Listening(URI management) implements Outcome {}

        /** Another program has a port that it was told to take. */
        record PortTaken() implements Outcome {}

        /** It did not start, and in dev mode its process goes on all the same. */
        record Failed(String line) implements Outcome {}
    }

    private static final Pattern LISTENING = Pattern.compile("Management interface listening on (https?://[^\\s]*\\d)");
    private static final Pattern TAKEN = Pattern.compile(
            "port\\(?s?\\)? .*(already bound|in use)|address already in use", Pattern.CASE_INSENSITIVE);
    private static final Pattern FAILED =
            Pattern.compile("failed to start (application|quarkus)|BUILD FAILURE|TD-0001", Pattern.CASE_INSENSITIVE);

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    void hear(String line) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
            outcome.complete(new Outcome.Listening(URI.create(listening.group(1))));
        } else if (TAKEN.matcher(line).find()) {
            outcome.complete(new Outcome.PortTaken());
        } else if (FAILED.matcher(line).find()) {
            outcome.complete(new Outcome.Failed(line));
        }
    }

    /** Completes with the first line that tells. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }
}
