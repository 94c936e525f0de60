package dev.tapedeck.localstack;

/** How a server shows that it is up. */
sealed interface Readiness {

    /** It says {@code up} on its standard output. */
    record SaysUp() implements Readiness {}

    /** It answers a question in its own protocol. */
    record Answers(Probe probe) implements Readiness {}

    /** Asks once; false when there is no answer, or not yet the right one. */
    interface Probe {

        boolean answers();
    }
}
