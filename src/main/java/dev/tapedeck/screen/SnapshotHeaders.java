package dev.tapedeck.screen;

import dev.tapedeck.kafka.message.MessageHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message that screening reads; each is null when absent or empty.
 *
 * @param token the team's token
 * @param sessionId the session id, normalised
 * @param distinctId the person
 * @param event the event's name
 * @param uuid the event's id
 * @param now when the message was captured, RFC 3339
 * @param libVersion the version of the recording library
 * @param contentEncoding how the value is compressed, when its bytes do not tell
 */
public record SnapshotHeaders(
        @Nullable String token,
        @Nullable String sessionId,
        @Nullable String distinctId,
        @Nullable String event,
        @Nullable String uuid,
        @Nullable String now,
        @Nullable String libVersion,
        @Nullable String contentEncoding) {

    public static SnapshotHeaders of(MessageHeaders headers) {
        String sessionId = headers.text("session_id");
        return new SnapshotHeaders(
                headers.text("token"),
                sessionId == null ? null : SessionKey.normalise(sessionId),
                headers.text("distinct_id"),
                headers.text("event"),
                headers.text("uuid"),
                headers.text("now"),
                headers.text("lib_version"),
                headers.firstText("content-encoding"));
    }
}
