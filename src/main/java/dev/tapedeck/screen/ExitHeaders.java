package dev.tapedeck.screen;

import dev.tapedeck.intake.InboundMessage;
import dev.tapedeck.intake.MessageHeaders.Entry;
import dev.tapedeck.intake.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The headers of copies: all the original ones, unchanged and first, then why and where from. Pure. */
final class ExitHeaders {

    private ExitHeaders() {}

    /** The headers of a dead letter, by the direct peer's names. */
    static List<Entry> deadLetter(InboundMessage message, Verdict.DeadLetter verdict, Instant now) {
        List<Entry> headers = new ArrayList<>(message.headers().entries());
        headers.add(entry("dlq_reason", verdict.reason().label()));
        headers.add(entry("dlq_step", verdict.reason().step()));
        headers.add(entry("dlq_timestamp", now.toString()));
        addOrigin(headers, "dlq_", message.origin());
        if (!verdict.detail().isEmpty()) {
            headers.add(entry("dlq_detail", verdict.detail()));
        }
        return headers;
    }

    /** The headers of a diverted message: the direct peer's names, and its origin. */
    static List<Entry> diverted(InboundMessage message, Verdict.Divert verdict, Instant now) {
        List<Entry> headers = new ArrayList<>(message.headers().entries());
        headers.add(entry("redirect-step", verdict.reason().step()));
        headers.add(entry("redirect-timestamp", now.toString()));
        addOrigin(headers, "redirect-", message.origin());
        return headers;
    }

    private static void addOrigin(List<Entry> headers, String prefix, Origin origin) {
        headers.add(entry(prefix + "topic", origin.topic()));
        headers.add(entry(prefix + "partition", Integer.toString(origin.partition())));
        headers.add(entry(prefix + "offset", Long.toString(origin.offset())));
    }

    private static Entry entry(String name, String value) {
        return new Entry(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
