package dev.tapedeck.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Event;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Tenant;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.IFactory;

/** Dead letters that the service has made itself are listed, shown and replayed: each at most once, whatever happens. */
@QuarkusTest
@TestProfile(DeadLettersCommandTest.QuickRestrictions.class)
class DeadLettersCommandTest extends EndToEnd {

    private static final String JOURNAL = "session_recording_snapshot_item_dlq_replays";
    private static final String RULES = "event_ingestion_restriction_dynamic_config:redirect_to_dlq";
    private static final String RULE = "[{\"version\":2,\"token\":\"%s\",\"pipelines\":[\"session_recordings\"]}]";
    private static final Pattern PLACE = Pattern.compile(Pattern.quote(Broker.DEAD_LETTERS) + "-\\d+@\\d+");
    private static final int SESSIONS = 20;
    private static final int RESTRICTED = 400;
    private static final int OTHERS = 300;
    private static final int LARGE = 400_000;

    /** Rules are read again every second. */
    public static class QuickRestrictions implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("tapedeck.screen.restrictions.refresh", "1S");
        }
    }

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    IFactory beans;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    RedisDataSource redis;

    @Test
    void aThousandOfThreeReasons() {
        String since = Instant.now().toString();
        List<CaseRun> runs = runs(SESSIONS, Tenant.DEAD_LETTERED);
        List<ProducerRecord<byte[], byte[]>> restricted = new ArrayList<>();
        for (CaseRun run : runs) {
            run.given()
                    .payloads()
                    .forEach(payload -> restricted.add(run.message(payload).toRecord()));
        }
        assertThat(restricted).hasSize(RESTRICTED);
        List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(restricted);
        all.addAll(tampered(message -> message.withBody("this is no JSON")));
        all.addAll(tampered(message -> message.withoutHeader("session_id")));
        List<RecordMetadata> sent = broker.sendAll(all);
        awaitCommitted(sent);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(run("list", "--since", since).out()).contains("1000 dead letters"));

        CommandRun list = run("list", "--since", since, "--limit", "5");
        assertThat(list.exit()).isZero();
        assertThat(list.out())
                .contains(
                        "400  restricted_to_dlq", "300  invalid_json", "300  no_session_id_in_header", "the newest 5");
        assertThat(run(
                                "list",
                                "--since",
                                since,
                                "--session",
                                session(runs.getFirst()).id())
                        .out())
                .startsWith("20 dead letters");
        assertThat(run("list", "--since", since, "--team", "" + Tenant.DEAD_LETTERED.id())
                        .out())
                .startsWith("400 dead letters");
        showsOne(run("list", "--since", since, "--reason", "restricted_to_dlq").out());

        Map<String, Long> before = ends();
        CommandRun dry = run("replay", "--since", since, "--reason", "restricted_to_dlq");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("400 would be replayed", "this was a dry run");
        assertThat(ends()).isEqualTo(before);

        lifted(() -> {
            Instant begun = Instant.now();
            CommandRun replay =
                    run("replay", "--since", since, "--reason", "restricted_to_dlq", "--execute", "--rate", "200");
            assertThat(replay.out()).contains("400 replayed");
            assertThat(replay.exit()).isZero();
            assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
            cameBackAsTheyWere(sent.subList(0, RESTRICTED), restricted);
            settle();
            runs.forEach(this::recordedOnce);

            Map<String, Long> after = ends();
            CommandRun again = run("replay", "--since", since, "--reason", "restricted_to_dlq", "--execute");
            assertThat(again.exit()).isZero();
            assertThat(again.out()).contains("0 replayed", "400 left out: replayed before");
            assertThat(ends()).isEqualTo(after);
            settle();
            runs.forEach(this::recordedOnce);
        });
        assertThat(run("list", "--since", since, "--reason", "restricted_to_dlq")
                        .out())
                .contains("replayed to " + Broker.RECORDINGS);
    }

    @Test
    void aReplayThatDiedBeforeItsEndIsNone() {
        String since = Instant.now().toString();
        CaseRun run = runs(1, Tenant.DEAD_LETTERED).getFirst();
        List<ProducerRecord<byte[], byte[]>> messages = run.given().payloads().stream()
                .map(payload -> run.message(payload).toRecord())
                .toList();
        awaitCommitted(broker.sendAll(messages));
        lifted(() -> {
            diesBeforeItsEnd(messages);
            CommandRun replay = run("replay", "--since", since, "--execute");
            assertThat(replay.out()).contains("20 replayed");
            settle();
            recordedOnce(run);
        });
    }

    @Test
    void whatCannotBePutBackIsNamedAndTheOthersGo() {
        String since = Instant.now().toString();
        CaseRun run = runs(1, Tenant.DEAD_LETTERED).getFirst();
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>(run.given().payloads().stream()
                .map(payload -> run.message(payload).toRecord())
                .toList());
        messages.add(3, incompressible(messages.get(3)));
        messages.add(7, incompressible(messages.get(3)));
        awaitCommitted(broker.sendAll(messages));
        List<String> large = broker.content(Broker.DEAD_LETTERS).stream()
                .filter(letter -> letter.value() != null && letter.value().length == LARGE)
                .map(letter -> Broker.DEAD_LETTERS + "-" + letter.partition() + "@" + letter.offset())
                .toList();
        assertThat(large).hasSize(2);
        broker.configure(Broker.RECORDINGS, "max.message.bytes", Integer.toString(LARGE / 2));
        try {
            lifted(() -> {
                CommandRun replay = run("replay", "--since", since, "--execute");
                assertThat(replay.out())
                        .contains("20 replayed", "2 could not be put back")
                        .contains(large.get(0) + " could not be put back: ", large.get(1) + " could not be put back: ");
                assertThat(replay.exit()).isEqualTo(1);
                settle();
                recordedOnce(run);
            });
        } finally {
            broker.configure(Broker.RECORDINGS, "max.message.bytes", Integer.toString(64 << 20));
        }
        CommandRun later = run("replay", "--since", since, "--execute");
        assertThat(later.out()).contains("2 replayed", "20 left out: replayed before");
        assertThat(later.exit()).isZero();
        settle();
    }

    @Test
    void whatWasRecordedAfterAllIsLeftOut() {
        String since = Instant.now().toString();
        CaseRun run = runs(1, Tenant.LOCAL).getFirst();
        List<ProducerRecord<byte[], byte[]>> messages = run.given().payloads().stream()
                .map(payload -> run.message(payload).toRecord())
                .toList();
        List<RecordMetadata> sent = broker.sendAll(messages);
        awaitCommitted(sent);
        for (int i = 0; i < sent.size(); i++) {
            broker.send(
                    letter(messages.get(i), sent.get(i).partition(), sent.get(i).offset()));
        }
        broker.send(letter(messages.getFirst(), sent.getFirst().partition(), Long.MAX_VALUE - 1));

        Map<String, Long> before = ends();
        CommandRun replay = run("replay", "--since", since, "--execute");
        assertThat(replay.exit()).isZero();
        assertThat(replay.out())
                .contains("0 replayed", "20 left out: the message was recorded after all")
                .contains("1 left out: the service has not committed beyond the message yet");
        assertThat(ends()).isEqualTo(before);
        settle();
        recordedOnce(run);
    }

    @Test
    void whatIsNoDeadLetterIsNamedAndLeftAlone() {
        String since = Instant.now().toString();
        RecordMetadata bare = broker.send(new ProducerRecord<>(Broker.DEAD_LETTERS, null, null));
        ProducerRecord<byte[], byte[]> damaged =
                letter(new ProducerRecord<>(Broker.RECORDINGS, "k".getBytes(UTF_8), "\u001b[2J".getBytes(UTF_8)), 0, 0);
        damaged.headers().remove("dlq_offset").add("dlq_offset", "soon".getBytes(UTF_8));
        RecordMetadata sent = broker.send(damaged);

        assertThat(run("list", "--since", since).out()).contains("0 dead letters", "2  other records");
        CommandRun replay = run("replay", "--since", since, "--execute");
        assertThat(replay.exit()).isZero();
        assertThat(replay.out()).contains("0 replayed", "2 left out: no dead letters");
        assertThat(run("show", Broker.DEAD_LETTERS + "-0@" + bare.offset()).out())
                .contains("body: none");
        assertThat(run("show", "0@" + sent.offset()).out())
                .contains("name no place that a message can come from")
                .doesNotContain("\u001b");
        assertThat(run("show", "0@" + (sent.offset() + 1_000_000)).exit()).isEqualTo(1);
        assertThat(run("replay", "--rate", "0").exit()).isEqualTo(2);
    }

    private void showsOne(String list) {
        var place = PLACE.matcher(list);
        assertThat(place.find()).isTrue();
        CommandRun show = run("show", place.group(), "--bytes", "40");
        assertThat(show.exit()).isZero();
        assertThat(show.out())
                .contains("reason: restricted_to_dlq", "read from: " + Broker.RECORDINGS, "token: ")
                .contains("{\"distinct_id\":\"person-")
                .doesNotContain("$snapshot_items\\\"");
    }

    /** Sends the messages as a replay does, with the notes of it, and dies before the transaction is committed. */
    private void diesBeforeItsEnd(List<ProducerRecord<byte[], byte[]>> messages) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.addresses().get("kafka.bootstrap.servers"),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "tapedeck-dead-letters-replay"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        messages.forEach(producer::send);
        producer.send(new ProducerRecord<>(JOURNAL, "a note".getBytes(UTF_8), "{}".getBytes(UTF_8)));
        producer.flush();
        producer.close(Duration.ZERO);
    }

    /** Each message is there once more: key, value and headers as they were, and behind them where it was read. */
    private void cameBackAsTheyWere(List<RecordMetadata> sent, List<ProducerRecord<byte[], byte[]>> messages) {
        Map<String, ConsumerRecord<byte[], byte[]>> back = new LinkedHashMap<>();
        broker.content(Broker.RECORDINGS).forEach(one -> {
            Header origin = one.headers().lastHeader("replay-of");
            if (origin != null) {
                assertThat(back.put(new String(origin.value(), UTF_8), one)).isNull();
            }
        });
        for (int i = 0; i < sent.size(); i++) {
            RecordMetadata origin = sent.get(i);
            ConsumerRecord<byte[], byte[]> one = Objects.requireNonNull(
                    back.get(Broker.RECORDINGS + "-" + origin.partition() + "@" + origin.offset()));
            assertThat(one.partition()).isEqualTo(origin.partition());
            assertThat(one.key()).isEqualTo(messages.get(i).key());
            assertThat(one.value()).isEqualTo(messages.get(i).value());
            Header[] headers = one.headers().toArray();
            assertThat(Arrays.copyOf(headers, headers.length - 1))
                    .isEqualTo(messages.get(i).headers().toArray());
        }
    }

    /** Waits until the service is through with everything that is in the topic. */
    private void settle() {
        Map<Integer, Long> last = new LinkedHashMap<>();
        broker.content(Broker.RECORDINGS).forEach(one -> last.merge(one.partition(), one.offset(), Math::max));
        await().atMost(LIMIT)
                .untilAsserted(() -> last.forEach((partition, offset) ->
                        assertThat(broker.committed(partition)).isGreaterThan(offset)));
    }

    private void recordedOnce(CaseRun run) {
        CaseRun.Session session = session(run);
        List<Event> expected = Objects.requireNonNull(run.expected().get(session));
        assertThat(stored.eventCount(session.team(), session.id())).isEqualTo(expected.size());
        assertThat(stored.events(session.team(), session.id())).isEqualTo(expected);
    }

    private static CaseRun.Session session(CaseRun run) {
        return run.expected().keySet().iterator().next();
    }

    /** Does this while the operator's rule on dead letters is lifted. */
    private void lifted(Runnable meanwhile) {
        var values = redis.value(String.class);
        double rules = meters.sum("tapedeck_screen_restrictions");
        values.set(RULES, "[]");
        try {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(meters.sum("tapedeck_screen_restrictions"))
                            .isEqualTo(rules - 1));
            meanwhile.run();
        } finally {
            values.set(RULES, RULE.formatted(Tenant.DEAD_LETTERED.token()));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(meters.sum("tapedeck_screen_restrictions"))
                            .isEqualTo(rules));
        }
    }

    private CommandRun run(String command, String... options) {
        return CommandRun.of(
                beans,
                Stream.concat(Stream.of("dead-letters", command), Arrays.stream(options))
                        .toArray(String[]::new));
    }

    /** How much the topics hold that a replay can write to. */
    private Map<String, Long> ends() {
        Map<String, Long> ends = new LinkedHashMap<>();
        for (String topic : List.of(Broker.RECORDINGS, Broker.DEAD_LETTERS, JOURNAL)) {
            ends.put(topic, broker.end(topic));
        }
        return ends;
    }

    private static List<CaseRun> runs(int sessions, Tenant tenant) {
        List<CaseRun> runs = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Payload[] payloads = new Payload[RESTRICTED / SESSIONS];
            for (int j = 0; j < payloads.length; j++) {
                payloads[j] = Payload.of("a", RrwebEvent.meta("https://example.com/" + j), RrwebEvent.fullSnapshot())
                        .from(j * 2000L)
                        .of(tenant);
            }
            runs.add(CaseRun.of(EndToEndCase.written("replay", "sent to be replayed", payloads)));
        }
        return runs;
    }

    private static List<ProducerRecord<byte[], byte[]>> tampered(UnaryOperator<Message> tampering) {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        CaseRun run = CaseRun.of(EndToEndCase.written("replay", "never recorded", payload));
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < OTHERS; i++) {
            Message message = tampering.apply(run.message(payload));
            messages.add(new Message(UUID.randomUUID().toString(), message.headers(), message.body()).toRecord());
        }
        return messages;
    }

    /** The same with a body that no codec makes smaller. */
    private static ProducerRecord<byte[], byte[]> incompressible(ProducerRecord<byte[], byte[]> message) {
        byte[] body = new byte[LARGE];
        new Random(7).nextBytes(body);
        body[0] = 'x';
        return new ProducerRecord<>(message.topic(), null, message.key(), body, message.headers());
    }

    /** A dead letter as the service makes it of a message. */
    private static ProducerRecord<byte[], byte[]> letter(
            ProducerRecord<byte[], byte[]> message, int partition, long offset) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(Broker.DEAD_LETTERS, message.key(), message.value());
        message.headers().forEach(letter.headers()::add);
        Map<String, String> added = new LinkedHashMap<>();
        added.put("dlq_reason", "restricted_to_dlq");
        added.put("dlq_step", "apply-restrictions");
        added.put("dlq_timestamp", Instant.now().toString());
        added.put("dlq_topic", Broker.RECORDINGS);
        added.put("dlq_partition", Integer.toString(partition));
        added.put("dlq_offset", Long.toString(offset));
        added.forEach((name, value) -> letter.headers().add(name, value.getBytes(UTF_8)));
        return letter;
    }
}
