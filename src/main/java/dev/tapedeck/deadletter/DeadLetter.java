package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.journal.Replay;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.output.OutputHeaders.Reading.DeadLetterHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter of ours.
 *
 * @param message the record of the dead-letter topic
 * @param letter what its headers say
 */
record DeadLetter(InboundMessage message, DeadLetterHeaders letter) {

    /** Where the letter is. */
    RecordPosition place() {
        return message.origin();
    }

    /** When the message became a dead letter. */
    Instant at() {
        return Instant.ofEpochMilli(Math.max(0, message.timestamp()));
    }

    @Nullable String token() {
        return letter.headers().text("token");
    }

    /** The normalised id of its session. */
    @Nullable String session() {
        String id = letter.headers().text("session_id");
        return id == null ? null : SessionKey.normalise(id);
    }

    /** The message as it was read, with its origin. */
    Replay replay() {
        return new Replay(
                letter.origin(),
                place(),
                message.key(),
                message.value(),
                OriginHeaders.withOrigin(letter.headers(), letter.origin()));
    }
}
