package dev.tapedeck.deadletter;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The headers of a message that is put back: those that it had, then where it was read first. */
final class OriginHeaders {

    /** Tells people where a message comes from. Nothing is decided by it, since anyone can send it. */
    static final String REPLAY_OF = "replay-of";

    private OriginHeaders() {}

    /**
     * A message that is put back once more keeps its first origin. One that has as many headers as a message may have goes
     * without: with one more it could not be recorded.
     */
    static MessageHeaders withOrigin(MessageHeaders headers, RecordPosition origin) {
        if (headers.text(REPLAY_OF) != null) {
            return headers;
        }
        List<Entry> entries = new ArrayList<>(headers.entries());
        entries.add(new Entry(REPLAY_OF, PositionArgument.text(origin).getBytes(StandardCharsets.UTF_8)));
        MessageHeaders more = new MessageHeaders(entries);
        return more.excessive() ? headers : more;
    }
}
