package dev.tapedeck.screen.session;

import dev.tapedeck.screen.Retention;

/** What is known about how long a session is kept. */
public sealed interface RetentionAnswer {

    /** It is kept so long. */
    record Resolved(Retention retention) implements RetentionAnswer {}

    /** Nothing is stored for the session and its team names no length. */
    record TeamHasNone() implements RetentionAnswer {}

    /** What is stored for the session is no length and its team names none. */
    record Unresolved() implements RetentionAnswer {}
}
