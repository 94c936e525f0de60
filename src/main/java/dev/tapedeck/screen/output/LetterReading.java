package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.RecordPosition;

/** What a record of the dead-letter topic turns out to be. */
public sealed interface LetterReading {

    /**
     * A dead letter of ours.
     *
     * @param reason why, by its label; one that this version does not know is possible
     * @param detail more than the reason says; may be empty
     * @param origin where the message was read
     * @param headers the headers that the message had there, byte for byte
     * @param withoutBody whether the message had a body that the letter has not, as it was too large
     */
    record Letter(String reason, String detail, RecordPosition origin, MessageHeaders headers, boolean withoutBody)
            implements LetterReading {}

    /**
     * Something else, or one of ours that is damaged.
     *
     * @param fault what is missing or wrong, for people
     */
    record Foreign(String fault) implements LetterReading {}
}
