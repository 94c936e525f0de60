package dev.tapedeck.deadletter;

import dev.tapedeck.kafka.message.RecordPosition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places in topics as people write them: {@code TOPIC-PARTITION@OFFSET}. */
final class PositionArgument {

    private static final Pattern TEXT = Pattern.compile("(?:([a-zA-Z0-9._-]{1,249})-)?(\\d{1,9})@(\\d{1,18})");

    private PositionArgument() {}

    static String text(RecordPosition place) {
        return place.topic() + "-" + place.partition() + "@" + place.offset();
    }

    /**
     * Reads a place.
     *
     * @param topic the topic when the text names none
     * @throws UsageFault when it is no place
     */
    static RecordPosition parse(String text, String topic) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new UsageFault("'" + TerminalText.text(text, 80) + "' is no place: write TOPIC-PARTITION@OFFSET");
        }
        String named = parts.group(1);
        return new RecordPosition(
                named == null ? topic : named, Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }
}
