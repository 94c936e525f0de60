package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of copies: all the original ones, unchanged and first, then why and where from. Of a message with excessive
 * ones a dead letter has those that come first: with all it could be too large to be sent. Pure.
 */
final class CopyHeaders {

    static final String REASON = "dlq_reason";
    static final String STEP = "dlq_step";
    static final String TIMESTAMP = "dlq_timestamp";
    static final String DETAIL = "dlq_detail";
    static final String OMITTED = "dlq_omitted_body_length";
    static final String DEAD_LETTER = "dlq_";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String OFFSET = "offset";

    private CopyHeaders() {}

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

    /** The headers of a dead letter that goes without its body: these, and how long the body was. */
    static List<Entry> withoutBody(List<Entry> headers, InboundMessage message) {
        List<Entry> more = new ArrayList<>(headers);
        byte[] value = message.value();
        more.add(entry(OMITTED, Integer.toString(value == null ? 0 : value.length)));
        return more;
    }

    /** The headers of a dead letter that has nothing of the message but where it was read: else key and headers could be too large. */
    static List<Entry> bareDeadLetter(InboundMessage message, Verdict.DeadLetter verdict, Instant now) {
        return withoutBody(deadLetter(List.of(), message, verdict, now), message);
    }

    /** The headers of a diverted message: the direct peer's names, and its origin. */
    static List<Entry> diverted(InboundMessage message, Verdict.Divert verdict, Instant now) {
        List<Entry> headers = new ArrayList<>(message.headers().entries());
        headers.add(entry("redirect-step", verdict.reason().step()));
        headers.add(entry("redirect-timestamp", now.toString()));
        addOrigin(headers, "redirect-", message.origin());
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
}
