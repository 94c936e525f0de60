package dev.tapedeck.screen;

/** What is known about how long a session is kept. */
sealed interface RetentionAnswer {

    /** It is kept so long. */
    record Resolved(Retention retention) implements RetentionAnswer {}

    /** Nothing is stored for the session and its team names no length. */
    record TeamHasNone() implements RetentionAnswer {}

    /** What is stored for the session is no length and its team names none. */
    record Unresolved() implements RetentionAnswer {}
}
