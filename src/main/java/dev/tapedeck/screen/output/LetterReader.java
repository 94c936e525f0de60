package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.output.LetterReading.Foreign;
import dev.tapedeck.screen.output.LetterReading.Letter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes off what {@link CopyHeaders} has put on: the headers behind the original ones, in the order in which they were added. A
 * message that came with headers of such names keeps them. Pure.
 */
public final class LetterReader {

    /** What Kafka allows as the name of a topic. */
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private LetterReader() {}

    /** Reads the headers of a record of the dead-letter topic. Never throws, whatever they are. */
    public static LetterReading read(MessageHeaders headers) {
        Deque<Entry> rest = new ArrayDeque<>(headers.entries());
        String omitted = last(rest, CopyHeaders.OMITTED);
        String detail = last(rest, CopyHeaders.DETAIL);
        String offset = last(rest, CopyHeaders.DEAD_LETTER + CopyHeaders.OFFSET);
        String partition = last(rest, CopyHeaders.DEAD_LETTER + CopyHeaders.PARTITION);
        String topic = last(rest, CopyHeaders.DEAD_LETTER + CopyHeaders.TOPIC);
        String timestamp = last(rest, CopyHeaders.TIMESTAMP);
        String step = last(rest, CopyHeaders.STEP);
        String reason = last(rest, CopyHeaders.REASON);
        if (offset == null
                || partition == null
                || topic == null
                || timestamp == null
                || step == null
                || reason == null) {
            return new Foreign("it does not end with the headers of a dead letter of ours");
        }
        RecordPosition origin = origin(topic, partition, offset);
        if (origin == null) {
            return new Foreign("its headers name no place that a message can come from");
        }
        return new Letter(
                reason, detail == null ? "" : detail, origin, new MessageHeaders(List.copyOf(rest)), omitted != null);
    }

    /** Takes the last header off if it has this name. */
    private static @Nullable String last(Deque<Entry> rest, String name) {
        Entry last = rest.peekLast();
        if (last == null || !last.name().equals(name) || last.value() == null) {
            return null;
        }
        rest.removeLast();
        return new String(last.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable RecordPosition origin(String topic, String partition, String offset) {
        try {
            RecordPosition origin = new RecordPosition(topic, Integer.parseInt(partition), Long.parseLong(offset));
            boolean possible = TOPIC.matcher(topic).matches() && origin.partition() >= 0 && origin.offset() >= 0;
            return possible ? origin : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
