package dev.tapedeck.screen.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.kafka.message.InboundMessage;
import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.MessageHeaders.Entry;
import dev.tapedeck.kafka.message.RecordPosition;
import dev.tapedeck.screen.output.OutputHeaders.Reading;
import dev.tapedeck.screen.verdict.DeadLetterReason;
import dev.tapedeck.screen.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OutputHeadersPropertyTest {

    private static final Instant NOW = Instant.parse("2026-11-23T14:08:14.667Z");

    @Property
    void whatWasPutOn_comesOffByteForByte(
            @ForAll("headers") List<Entry> original,
            @ForAll DeadLetterReason reason,
            @ForAll("details") String detail,
            @ForAll("origins") RecordPosition origin) {
        InboundMessage message = new InboundMessage(origin, 1, null, null, new MessageHeaders(original));
        List<Entry> put = OutputHeaders.deadLetter(message, new Verdict.DeadLetter(reason, detail), NOW);

        assertThat(OutputHeaders.read(new MessageHeaders(put)))
                .isInstanceOfSatisfying(Reading.DeadLetterHeaders.class, letter -> {
                    assertSame(letter.headers().entries(), original);
                    assertThat(letter.reason()).isEqualTo(reason.label());
                    assertThat(letter.detail()).isEqualTo(detail);
                    assertThat(letter.origin()).isEqualTo(origin);
                });
    }

    @Property
    void theHeaderOfABodyThatWasLeftOut_comesOffToo(
            @ForAll("headers") List<Entry> original,
            @ForAll("details") String detail,
            @ForAll("origins") RecordPosition origin) {
        Verdict.DeadLetter verdict = new Verdict.DeadLetter(DeadLetterReason.PROCESSING_ERROR, detail);
        List<Entry> put = OutputHeaders.deadLetter(message(original, origin), verdict, NOW);

        Reading.DeadLetterHeaders whole = (Reading.DeadLetterHeaders) OutputHeaders.read(new MessageHeaders(put));
        Reading.DeadLetterHeaders without = (Reading.DeadLetterHeaders)
                OutputHeaders.read(new MessageHeaders(OutputHeaders.withoutBody(put, message(original, origin))));
        assertThat(whole.withoutBody()).isFalse();
        assertThat(without.withoutBody()).isTrue();
        assertThat(without.origin()).isEqualTo(origin);
        assertSame(without.headers().entries(), original);
    }

    /** A message that became a dead letter, was put back and became one again. */
    @Property
    void lettersOfLetters_comeOffOneByOne(
            @ForAll("headers") List<Entry> original,
            @ForAll("origins") RecordPosition first,
            @ForAll("origins") RecordPosition second) {
        Verdict.DeadLetter verdict = new Verdict.DeadLetter(DeadLetterReason.RESTRICTED, "");
        List<Entry> once = OutputHeaders.deadLetter(message(original, first), verdict, NOW);
        List<Entry> twice = OutputHeaders.deadLetter(message(once, second), verdict, NOW);

        Reading.DeadLetterHeaders outer = (Reading.DeadLetterHeaders) OutputHeaders.read(new MessageHeaders(twice));
        assertThat(outer.origin()).isEqualTo(second);
        Reading.DeadLetterHeaders inner = (Reading.DeadLetterHeaders) OutputHeaders.read(outer.headers());
        assertThat(inner.origin()).isEqualTo(first);
        assertSame(inner.headers().entries(), original);
    }

    @Property
    void anyHeaders_areReadWithoutThrowing(@ForAll("headers") List<Entry> any) {
        assertThat(OutputHeaders.read(new MessageHeaders(any))).isNotNull();
    }

    @Test
    void placesThatNoMessageCanComeFrom_areForeign() {
        for (String[] place : new String[][] {
            {"", "0", "0"},
            {"a b", "0", "0"},
            {"t", "-1", "0"},
            {"t", "0", "-1"},
            {"t", "x", "0"},
            {"t", "0", "9".repeat(30)}
        }) {
            List<Entry> headers = new ArrayList<>();
            for (String name : List.of("dlq_reason", "dlq_step", "dlq_timestamp")) {
                headers.add(new Entry(name, "x".getBytes(UTF_8)));
            }
            headers.add(new Entry("dlq_topic", place[0].getBytes(UTF_8)));
            headers.add(new Entry("dlq_partition", place[1].getBytes(UTF_8)));
            headers.add(new Entry("dlq_offset", place[2].getBytes(UTF_8)));
            assertThat(OutputHeaders.read(new MessageHeaders(headers))).isInstanceOf(Reading.Foreign.class);
        }
    }

    private static InboundMessage message(List<Entry> headers, RecordPosition origin) {
        return new InboundMessage(origin, 1, null, null, new MessageHeaders(headers));
    }

    private static void assertSame(List<Entry> found, List<Entry> expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).name()).isEqualTo(expected.get(i).name());
            assertThat(found.get(i).value()).isEqualTo(expected.get(i).value());
        }
    }

    @Provide
    Arbitrary<List<Entry>> headers() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "token",
                        "session_id",
                        "replay-of",
                        "dlq_reason",
                        "dlq_step",
                        "dlq_timestamp",
                        "dlq_topic",
                        "dlq_partition",
                        "dlq_offset",
                        "dlq_omitted_body_length",
                        "dlq_detail"),
                Arbitraries.strings().ofMaxLength(5));
        Arbitrary<byte[]> values = Arbitraries.bytes().array(byte[].class).ofMaxSize(8);
        return Combinators.combine(names, values, Arbitraries.integers().between(0, 9))
                .as((name, value, chance) -> new Entry(name, chance == 0 ? null : value))
                .list()
                .ofMaxSize(12);
    }

    @Provide
    Arbitrary<String> details() {
        return Arbitraries.strings().alpha().numeric().withChars(' ', 'ü').ofMaxLength(30);
    }

    @Provide
    Arbitrary<RecordPosition> origins() {
        return Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars('.', '_', '-')
                                .ofMinLength(1)
                                .ofMaxLength(249),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.longs().greaterOrEqual(0))
                .as(RecordPosition::new);
    }
}
