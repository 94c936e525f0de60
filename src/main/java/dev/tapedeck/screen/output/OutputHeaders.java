package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of messages on side outputs: first all the original headers, unchanged, then why the message is there and where it
 * came from. If a message has too many headers, its dead letter has only the first ones: with all of them it could be too large to be
 * sent. {@link #read} takes the added headers off again. A message that came with headers of such names keeps them. Pure.
 */
public final class OutputHeaders {

    private static final String REASON = "dlq_reason";
    private static final String STEP = "dlq_step";
    private static final String TIMESTAMP = "dlq_timestamp";
    private static final String DETAIL = "dlq_detail";
    private static final String OMITTED = "dlq_omitted_body_length";
    private static final String DEAD_LETTER = "dlq_";
    private static final String REDIRECT = "redirect-";
    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";

    /** What Kafka allows as the name of a topic. */
    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** What the headers of a record of the dead-letter topic say. */
    public sealed interface Reading {

        /**
         * The record is a dead letter of ours.
         *
         * @param reason why, by its label; this version may not know it
         * @param detail more than the reason says; may be empty
         * @param origin where the message was read
         * @param headers the headers that the message had there, byte for byte
         * @param withoutBody whether the message had a body that was too large for the dead letter
         */
        record DeadLetterHeaders(
                String reason, String detail, RecordPosition origin, MessageHeaders headers, boolean withoutBody)
                implements Reading {}

        /**
         * The record is something else, or a dead letter that is damaged.
         *
         * @param fault what is missing or wrong, for people
         */
        record Foreign(String fault) implements Reading {}
    }

    private OutputHeaders() {}

    /** The headers of a dead letter, by the direct peer's names. */
    static List<Entry> deadLetter(InboundMessage message, Verdict.DeadLetter verdict, Instant now) {
        return deadLetter(message.headers().bounded(), message, verdict, now);
    }

    private static List<Entry> deadLetter(
            List<Entry> original, InboundMessage message, Verdict.DeadLetter verdict, Instant now) {
        List<Entry> headers = new ArrayList<>(original);
        headers.add(entry(REASON, verdict.reason().label()));
        headers.add(entry(STEP, verdict.reason().step()));
        headers.add(entry(TIMESTAMP, now.toString()));
        addOrigin(headers, DEAD_LETTER, message.origin());
        if (!verdict.detail().isEmpty()) {
            headers.add(entry(DETAIL, verdict.detail()));
        }
        return headers;
    }

    /** The headers of a dead letter that goes without its body: the given headers, and how long the body was. */
    static List<Entry> withoutBody(List<Entry> headers, InboundMessage message) {
        List<Entry> more = new ArrayList<>(headers);
        byte[] value = message.value();
        more.add(entry(OMITTED, Integer.toString(value == null ? 0 : value.length)));
        return more;
    }

    /** The headers of a dead letter that has nothing of the message but where it was read. Otherwise key and headers could be too large. */
    static List<Entry> bareDeadLetter(InboundMessage message, Verdict.DeadLetter verdict, Instant now) {
        return withoutBody(deadLetter(List.of(), message, verdict, now), message);
    }

    /** The headers of a diverted message: the direct peer's names, and its origin. */
    static List<Entry> diverted(InboundMessage message, Verdict.Divert verdict, Instant now) {
        List<Entry> headers = new ArrayList<>(message.headers().entries());
        headers.add(entry(REDIRECT + "step", verdict.reason().step()));
        headers.add(entry(REDIRECT + "timestamp", now.toString()));
        addOrigin(headers, REDIRECT, message.origin());
        return headers;
    }

    private static void addOrigin(List<Entry> headers, String prefix, RecordPosition origin) {
        headers.add(entry(prefix + TOPIC, origin.topic()));
        headers.add(entry(prefix + PARTITION, Integer.toString(origin.partition())));
        headers.add(entry(prefix + OFFSET, Long.toString(origin.offset())));
    }

    private static Entry entry(String name, String value) {
        return new Entry(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the headers of a record of the dead-letter topic. Never throws, whatever they are. */
    public static Reading read(MessageHeaders headers) {
        Deque<Entry> rest = new ArrayDeque<>(headers.entries());
        String omitted = last(rest, OMITTED);
        String detail = last(rest, DETAIL);
        String offset = last(rest, DEAD_LETTER + OFFSET);
        String partition = last(rest, DEAD_LETTER + PARTITION);
        String topic = last(rest, DEAD_LETTER + TOPIC);
        String timestamp = last(rest, TIMESTAMP);
        String step = last(rest, STEP);
        String reason = last(rest, REASON);
        if (offset == null
                || partition == null
                || topic == null
                || timestamp == null
                || step == null
                || reason == null) {
            return new Reading.Foreign("it does not end with the headers of a dead letter of ours");
        }
        RecordPosition origin = origin(topic, partition, offset);
        if (origin == null) {
            return new Reading.Foreign("its headers name no place that a message can come from");
        }
        return new Reading.DeadLetterHeaders(
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
            boolean possible = TOPIC_NAME.matcher(topic).matches() && origin.partition() >= 0 && origin.offset() >= 0;
            return possible ? origin : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
