package dev.tapedeck.screen.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.DivertReason;
import dev.tapedeck.screen.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputHeadersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T14:08:14.667Z");
    private static final List<Entry> ORIGINAL =
            List.of(new Entry("token", "t".getBytes(UTF_8)), new Entry("empty", null), new Entry("token", new byte[] {
                (byte) 0xff
            }));
    private static final InboundMessage MESSAGE =
            new InboundMessage(new RecordPosition("recordings", 3, 42), 1, null, null, new MessageHeaders(ORIGINAL));

    @Test
    void deadLetter_saysWhyAndWhereFromBehindTheOriginals() {
        List<Entry> headers =
                OutputHeaders.deadLetter(MESSAGE, new Verdict.DeadLetter(DeadLetterReason.NO_TOKEN, ""), NOW);
        assertThat(headers.subList(0, 3)).isEqualTo(ORIGINAL);
        assertThat(texts(headers.subList(3, headers.size())))
                .containsExactly(
                        "dlq_reason=no_token_in_header",
                        "dlq_step=validate-headers",
                        "dlq_timestamp=2026-11-23T14:08:14.667Z",
                        "dlq_topic=recordings",
                        "dlq_partition=3",
                        "dlq_offset=42");
    }

    @Test
    void deadLetter_tellsItsDetail() {
        Verdict.DeadLetter verdict =
                new Verdict.DeadLetter(DeadLetterReason.PROCESSING_ERROR, "java.lang.IllegalStateException");
        assertThat(texts(OutputHeaders.deadLetter(MESSAGE, verdict, NOW).subList(3, 10)))
                .contains("dlq_detail=java.lang.IllegalStateException");
    }

    @Test
    void diverted_saysWhyAndWhereFromBehindTheOriginals() {
        List<Entry> headers = OutputHeaders.diverted(MESSAGE, new Verdict.Divert(DivertReason.HOT_SESSION), NOW);
        assertThat(headers.subList(0, 3)).isEqualTo(ORIGINAL);
        assertThat(texts(headers.subList(3, headers.size())))
                .containsExactly(
                        "redirect-step=limit-session-rate",
                        "redirect-timestamp=2026-11-23T14:08:14.667Z",
                        "redirect-topic=recordings",
                        "redirect-partition=3",
                        "redirect-offset=42");
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.name() + "=" + new String(entry.value(), UTF_8))
                .toList();
    }
}
