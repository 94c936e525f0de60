package dev.tapedeck.screen.output;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.screen.verdict.Verdict;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The exits as channels of configuration. */
@Singleton
class OutputChannels implements SideOutputs {

    private static final String DEAD_LETTERS = "dead-letters";
    private static final String OVERFLOW = "overflow";

    private final DeadLetterChannel deadLetters;
    private final OverflowChannel overflow;
    private final InstantSource clock;

    OutputChannels(DeadLetterChannel deadLetters, OverflowChannel overflow, InstantSource clock) {
        this.deadLetters = deadLetters;
        this.overflow = overflow;
        this.clock = clock;
    }

    /** The copy gets a new timestamp: with the old one, the topic's retention could delete it on arrival. */
    @Override
    public OutboundMessage deadLetter(InboundMessage message, Verdict.DeadLetter verdict) {
        Instant now = clock.instant();
        byte[] value = message.value();
        List<Entry> headers = CopyHeaders.deadLetter(message, verdict, now);
        Supplier<OutboundMessage> bare = () ->
                new OutboundMessage(DEAD_LETTERS, -1, null, null, CopyHeaders.bareDeadLetter(message, verdict, now));
        Supplier<OutboundMessage> withoutBody = () -> new OutboundMessage(
                DEAD_LETTERS, -1, message.key(), null, CopyHeaders.withoutBody(headers, message), bare);
        return new OutboundMessage(
                DEAD_LETTERS,
                -1,
                message.key(),
                value,
                headers,
                value == null || value.length == 0 ? bare : withoutBody);
    }

    /** The copy keeps its timestamp: items' clocks are judged by it when the headers name no time of capture. */
    @Override
    public OutboundMessage divert(InboundMessage message, Verdict.Divert verdict) {
        return new OutboundMessage(
                OVERFLOW,
                message.timestamp(),
                message.key(),
                message.value(),
                CopyHeaders.diverted(message, verdict, clock.instant()));
    }

    @Override
    public Uni<Void> send(OutboundMessage copy) {
        return copy.channel().equals(OVERFLOW) ? overflow.send(copy) : deadLetters.send(copy);
    }
}
