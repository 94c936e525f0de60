package dev.tapedeck.e2e;

/** What is to become of a case's messages. */
sealed interface Outcome {

    /** Every event can be read back. */
    record Written() implements Outcome {}

    /**
     * Nothing is left of them but the count.
     *
     * @param reason the typed reason
     */
    record Dropped(String reason) implements Outcome {}

    /**
     * They are on the dead-letter topic.
     *
     * @param reason the header {@code dlq_reason}
     * @param step the header {@code dlq_step}
     */
    record DeadLettered(String reason, String step) implements Outcome {}

    /**
     * They are on the overflow topic.
     *
     * @param reason the typed reason
     */
    record Diverted(String reason) implements Outcome {}
}
