package dev.tapedeck.deadletter;

import dev.tapedeck.deadletter.ArgumentTypes.Position;
import dev.tapedeck.deadletter.journal.ReplayJournal.Replay;
import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.output.OutputHeaders.Reading.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter of ours.
 *
 * @param message the record of the dead-letter topic
 * @param letter what its headers say
 */
record DeadLetter(InboundMessage message, DeadLetterHeaders letter) {

    /** Names the first place of a message, for people. Nothing is decided by it, since anyone can send such a header. */
    static final String REPLAY_OF = "replay-of";

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
                withOrigin(letter.headers(), letter.origin()));
    }

    /**
     * The headers of a message that is put back: those that it had, then where it was first read. A message that is put back once
     * more keeps its first origin. One that has as many headers as a message may have gets none: with one more it could not be
     * recorded.
     */
    static MessageHeaders withOrigin(MessageHeaders headers, RecordPosition origin) {
        if (headers.text(REPLAY_OF) != null) {
            return headers;
        }
        List<Entry> entries = new ArrayList<>(headers.entries());
        entries.add(new Entry(REPLAY_OF, Position.text(origin).getBytes(StandardCharsets.UTF_8)));
        MessageHeaders more = new MessageHeaders(entries);
        return more.excessive() ? headers : more;
    }
}
