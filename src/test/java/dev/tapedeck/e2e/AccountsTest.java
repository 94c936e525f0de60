package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** A hundred thousand messages, a third of them with something wrong: every one of them is found again, in one place. */
@QuarkusTest
class AccountsTest extends EndToEnd {

    private static final int MESSAGES = Integer.getInteger("accounts.messages", 100_000);
    private static final int CHUNK = 5_000;
    private static final int SESSIONS = 500;
    private static final Duration LONG = Duration.ofMinutes(3);

    /** What may become of a message, with the meter that counts it. */
    private record Fate(String meter, String reason) {

        static final Fate RECORDED = new Fate("tapedeck_recorded_total", "");

        static Fate dropped(String reason) {
            return new Fate("tapedeck_dropped_total", reason);
        }

        static Fate deadLettered(String reason) {
            return new Fate("tapedeck_dead_lettered_total", reason);
        }

        static Fate diverted(String reason) {
            return new Fate("tapedeck_diverted_total", reason);
        }

        String[] labels() {
            return reason.isEmpty() ? new String[0] : new String[] {"reason=\"" + reason + "\""};
        }
    }

    private final Random random = new Random(20_261_123);
    private final List<Malformed> malformed = Malformed.all();
    private final List<CaseRun> sessions = sessions();
    private final Map<Fate, Integer> fates =
            new TreeMap<>(java.util.Comparator.comparing(Fate::meter).thenComparing(Fate::reason));

    @Test
    void everyMessageIsInOnePlace() {
        Map<String, Integer> lettersBefore = reasons(Broker.DEAD_LETTERS, "dlq_reason");
        int divertedBefore = broker.content(Broker.OVERFLOW).size();
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(message().toRecord());
        }
        Map<Fate, Double> before = counted();

        List<RecordMetadata> sent = new ArrayList<>();
        for (int from = 0; from < MESSAGES; from += CHUNK) {
            sent.addAll(broker.sendAll(messages.subList(from, Math.min(MESSAGES, from + CHUNK))));
        }
        awaitCommitted(sent, LONG);

        Map<Fate, Double> after = counted();
        fates.forEach((fate, count) -> assertThat(value(after, fate) - value(before, fate))
                .as("%s", fate)
                .isEqualTo(count.doubleValue()));
        Map<String, Integer> letters = reasons(Broker.DEAD_LETTERS, "dlq_reason");
        fates.forEach((fate, count) -> {
            if (fate.meter().contains("dead")) {
                assertThat(letters.getOrDefault(fate.reason(), 0) - lettersBefore.getOrDefault(fate.reason(), 0))
                        .as("dead letters of %s", fate.reason())
                        .isEqualTo(count);
            }
        });
        assertThat(broker.content(Broker.OVERFLOW).size() - divertedBefore)
                .isEqualTo(fates.get(Fate.diverted("force_overflow")));
        assertThat(messagesInRows()).isEqualTo(fates.get(Fate.RECORDED));
        assertThat(fates.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(MESSAGES);
    }

    private Message message() {
        CaseRun session = sessions.get(random.nextInt(sessions.size()));
        Payload payload = session.given().payloads().getFirst();
        Message good = session.message(payload);
        if (random.nextInt(3) > 0) {
            return fated(Fate.RECORDED, good);
        }
        return switch (random.nextInt(8)) {
            case 0 ->
                fated(
                        Fate.dropped("header_token_present_team_missing_or_disabled"),
                        good.withHeader("token", Tenant.DISABLED.token()));
            case 1 ->
                fated(
                        Fate.dropped("header_token_present_team_missing_or_disabled"),
                        good.withHeader("token", "phc_nobody_has_this"));
            case 2 ->
                fated(
                        Fate.dropped("team_missing_retention_period"),
                        good.withHeader("token", Tenant.WITHOUT_RETENTION.token()));
            case 3 -> fated(Fate.dropped("blocked_token"), good.withHeader("token", Tenant.DROPPED.token()));
            case 4 -> fated(Fate.diverted("force_overflow"), good.withHeader("token", Tenant.DIVERTED.token()));
            case 5 ->
                fated(
                        Fate.dropped("message_timestamp_diff_too_large"),
                        good.withHeader("now", "2020-01-01T00:00:00.000Z"));
            default -> {
                Malformed one = malformed.get(random.nextInt(malformed.size()));
                yield fated(Fate.deadLettered(one.reason()), one.tampering().apply(good));
            }
        };
    }

    private Message fated(Fate fate, Message message) {
        fates.merge(fate, 1, Integer::sum);
        return message;
    }

    private Map<Fate, Double> counted() {
        Map<Fate, Double> counts = new TreeMap<>(((TreeMap<Fate, Integer>) fates).comparator());
        fates.keySet().forEach(fate -> counts.put(fate, meters.sum(fate.meter(), fate.labels())));
        return counts;
    }

    private static double value(Map<Fate, Double> counts, Fate fate) {
        return Objects.requireNonNull(counts.get(fate));
    }

    private int messagesInRows() {
        int count = 0;
        for (CaseRun run : sessions) {
            for (CaseRun.Session session : run.expected().keySet()) {
                count += stored.messageCount(session.team(), session.id());
            }
        }
        return count;
    }

    private Map<String, Integer> reasons(String topic, String header) {
        Map<String, Integer> counts = new TreeMap<>();
        broker.content(topic).forEach(letter -> {
            Header reason = letter.headers().lastHeader(header);
            counts.merge(reason == null ? "" : new String(reason.value(), StandardCharsets.UTF_8), 1, Integer::sum);
        });
        return counts;
    }

    private static List<CaseRun> sessions() {
        List<CaseRun> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
            sessions.add(CaseRun.of(EndToEndCase.written("accounts", "one of many", payload)));
        }
        return sessions;
    }
}
