package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Broker;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.IFactory;

/** What is too large for the dead-letter topic goes there without its body, and holds nothing up. */
@QuarkusTest
class LargeDeadLetterTest extends EndToEnd {

    private static final int LARGE = 400_000;
    private static final int SMALL_TOPIC = 200_000;
    private static final int TOPIC = 65 << 20;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    IFactory beans;

    @BeforeEach
    void shrink() {
        broker.configure(Broker.DEAD_LETTERS, "max.message.bytes", Integer.toString(SMALL_TOPIC));
    }

    @AfterEach
    void restore() {
        broker.configure(Broker.DEAD_LETTERS, "max.message.bytes", Integer.toString(TOPIC));
    }

    @Test
    void goesWithoutItsBody() {
        String since = Instant.now().toString();
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        CaseRun run = CaseRun.of(EndToEndCase.written("large letter", "two of three are too large", payload));
        Message good = run.message(payload);
        List<RecordMetadata> sent = broker.sendAll(List.of(
                large(good.toRecord()), good.withBody("no JSON").toRecord(), large(good.toRecord()), good.toRecord()));
        awaitCommitted(sent);

        run.expected()
                .forEach((session, events) ->
                        assertThat(stored.events(session.team(), session.id())).isEqualTo(events));
        List<ConsumerRecord<byte[], byte[]>> letters = letters(good.toRecord().key());
        assertThat(letters).hasSize(3);
        assertThat(text(letters.get(0), "dlq_offset"))
                .isEqualTo(Long.toString(sent.getFirst().offset()));
        for (int large : new int[] {0, 2}) {
            assertThat(letters.get(large).value()).isNull();
            assertThat(text(letters.get(large), "dlq_omitted_body_length")).isEqualTo(Integer.toString(LARGE));
            assertThat(text(letters.get(large), "dlq_reason")).isEqualTo("invalid_json");
        }
        assertThat(letters.get(1).value()).isEqualTo("no JSON".getBytes(UTF_8));
        assertThat(letters.get(1).headers().lastHeader("dlq_omitted_body_length"))
                .isNull();
        assertThat(CommandRun.of(beans, "dead-letters", "replay", "--since", since, "--execute")
                        .out())
                .contains("1 replayed", "2 left out: the letter has no body");
        assertThat(CommandRun.of(
                                beans,
                                "dead-letters",
                                "show",
                                letters.get(0).partition() + "@"
                                        + letters.get(0).offset())
                        .out())
                .contains("body: none", "too large for this topic");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhereItIsWhenNotEvenItsKeyAndHeadersFit(boolean largeKey) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        CaseRun run = CaseRun.of(EndToEndCase.written("large letter", "key and headers are too large", payload));
        ProducerRecord<byte[], byte[]> good = run.message(payload).toRecord();
        byte[] key = largeKey ? random() : good.key();
        ProducerRecord<byte[], byte[]> bad =
                new ProducerRecord<>(good.topic(), 0, key, "no JSON".getBytes(UTF_8), good.headers());
        if (!largeKey) {
            bad.headers().add("large", random());
        }
        RecordMetadata sent = broker.sendAll(List.of(bad)).getFirst();
        awaitCommitted(List.of(sent));

        assertThat(broker.content(Broker.DEAD_LETTERS))
                .filteredOn(letter -> text(letter, "dlq_offset").equals(Long.toString(sent.offset()))
                        && text(letter, "dlq_partition").equals("0"))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).isNull();
                    assertThat(letter.value()).isNull();
                    assertThat(letter.headers().lastHeader("token")).isNull();
                    assertThat(text(letter, "dlq_reason")).isEqualTo("invalid_json");
                    assertThat(text(letter, "dlq_omitted_body_length")).isEqualTo("7");
                });
    }

    /** In the order in which their messages were sent; one without its body is sent behind others. */
    private List<ConsumerRecord<byte[], byte[]>> letters(byte[] key) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> letter : broker.content(Broker.DEAD_LETTERS)) {
            if (Arrays.equals(letter.key(), key)) {
                letters.add(letter);
            }
        }
        letters.sort(Comparator.comparing(letter -> Long.parseLong(text(letter, "dlq_offset"))));
        return letters;
    }

    /** With a body that no codec makes smaller. */
    private static ProducerRecord<byte[], byte[]> large(ProducerRecord<byte[], byte[]> message) {
        byte[] body = random();
        body[0] = 'x';
        return new ProducerRecord<>(message.topic(), null, message.key(), body, message.headers());
    }

    private static byte[] random() {
        byte[] bytes = new byte[LARGE];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /** Empty where there is no such header: others put letters of their own on the topic. */
    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        Header header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
