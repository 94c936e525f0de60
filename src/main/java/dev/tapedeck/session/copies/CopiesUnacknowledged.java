package dev.tapedeck.session.copies;

import java.time.Duration;

/** Kafka has not acknowledged copies of messages for a topic of dead letters or overflow; they are sent on and on. */
final class CopiesUnacknowledged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CopiesUnacknowledged(Duration waited) {
        super(
                "dead letters or diverted messages are not acknowledged by Kafka after " + waited.toSeconds() + " s",
                null,
                false,
                false);
    }
}
