package dev.tapedeck.lane.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names the log that offsets count in. The name of the topic is not enough: a topic can be deleted and created again, and a log can lose
 * its end and grow again. The same offset then names another message.
 *
 * @param topicId the topic's id, as Kafka prints it: 22 characters
 * @param truncations how often Tapedeck has found the log shorter than what it had read
 */
public record LogId(String topicId, int truncations) {

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{22})(?:\\+(\\d{1,9}))?");

    /** Returns the log of a topic that was never found shorter. */
    public static LogId of(String topicId) {
        return new LogId(topicId, 0);
    }

    /** Returns the log of the same topic, found shorter once more. */
    public LogId truncated() {
        return new LogId(topicId, truncations + 1);
    }

    /** Returns the topic's id, then {@code +} and the number of truncations unless there are none. */
    public String text() {
        return truncations == 0 ? topicId : topicId + '+' + truncations;
    }

    /** Returns the log that this text names, or null when it names none. */
    public static @Nullable LogId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String truncations = matcher.group(2);
        return new LogId(matcher.group(1), truncations == null ? 0 : Integer.parseInt(truncations));
    }
}
