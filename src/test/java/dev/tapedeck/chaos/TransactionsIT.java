package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Block;
import dev.tapedeck.readback.Event;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.Fault;
import dev.tapedeck.testing.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Copies in transactions while instances are killed where it hurts: each message is recorded or on another topic, and there
 * once. Whether a session is hot depends on how long its lane has seen it, so what is judged again is judged differently.
 */
class TransactionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ACROSS_THE_COMMIT = Duration.ofMillis(40);
    private static final List<Step> STEPS = List.of(
            Step.OBJECT_WRITTEN,
            Step.ROWS_ACKNOWLEDGED,
            Step.CONSOLE_ACKNOWLEDGED,
            Step.CONSOLE_ACKNOWLEDGED,
            Step.CONSOLE_ACKNOWLEDGED);

    private final Random random = new Random(Long.getLong("chaos.seed", 11));
    private final Deployment deployment = new Deployment("transactions", 2);

    @AfterEach
    void close() {
        deployment.close();
    }

    @Test
    void everyMessageIsRecordedOrCopiedOnceWhateverIsKilled() {
        for (Instance instance : deployment.instances()) {
            instance.with("tapedeck.intake.transactions", "true")
                    .with("tapedeck.screen.overflow.burst", "1000000")
                    .with("tapedeck.screen.overflow.refill-per-second", "20000");
        }
        try (Report report = new Report("transactions");
                Broker broker = new Broker(addresses())) {
            deployment.start();
            deployment.traffic().beginWithBadBodies(Duration.ofMillis(40));
            STEPS.forEach(this::killAt);
            Traffic.Sent sent = deployment.traffic().finish();
            deployment.settle();
            Map<String, List<ConsumerRecord<byte[], byte[]>>> overflow = byKey(broker.content(Broker.OVERFLOW));
            Map<String, List<ConsumerRecord<byte[], byte[]>>> dead = byKey(broker.content(Broker.DEAD_LETTERS));
            report.add("kills", STEPS.size());
            report.add(sent);
            report.add("dead letters", sent.bad().size());
            long diverted = sent.sessions().keySet().stream()
                    .mapToLong(
                            session -> overflow.getOrDefault(session, List.of()).size())
                    .sum();
            report.add("diverted", diverted);
            assertThat(diverted).isPositive();
            assertThat(sent.bad())
                    .allSatisfy(key -> assertThat(dead.get(key)).as(key).hasSize(1));
            assertEachOnce(sent, overflow);
        }
    }

    private void assertEachOnce(Traffic.Sent sent, Map<String, List<ConsumerRecord<byte[], byte[]>>> overflow) {
        Map<String, List<Block>> blocks = deployment.books().blocks();
        sent.sessions().forEach((session, recording) -> {
            List<ConsumerRecord<byte[], byte[]>> copies = overflow.getOrDefault(session, List.of());
            Set<String> origins = new HashSet<>();
            List<Event> found = new ArrayList<>(deployment.books().events(blocks.getOrDefault(session, List.of())));
            assertThat(deployment.books().sum(session, "event_count")).isEqualTo(found.size());
            for (ConsumerRecord<byte[], byte[]> copy : copies) {
                assertThat(origins.add(header(copy, "redirect-partition") + '/' + header(copy, "redirect-offset")))
                        .as("copies of session %s", session)
                        .isTrue();
                found.addAll(events(copy));
            }
            assertThat(deployment.books().sum(session, "message_count") + copies.size())
                    .as("messages of session %s", session)
                    .isEqualTo(recording.messages().size());
            assertThat(counts(found)).as("events of session %s", session).isEqualTo(counts(recording.allEvents()));
        });
    }

    /** Kills whichever instance comes to this step next, a moment later. */
    private void killAt(Step step) {
        CountDownLatch killed = new CountDownLatch(1);
        for (Instance instance : deployment.instances()) {
            Fault fault = (moment, request) -> {
                if (killed.getCount() > 0 && step.is(moment, request)) {
                    if (step == Step.CONSOLE_ACKNOWLEDGED) {
                        Passing.of(Duration.ofNanos(random.nextLong(ACROSS_THE_COMMIT.toNanos())));
                    }
                    instance.run().kill();
                    killed.countDown();
                }
                return Fault.PASS;
            };
            instance.store().suffer(fault);
            instance.rows().suffer(fault);
        }
        await("a batch that comes to " + step).atMost(LIMIT).until(() -> killed.getCount() == 0);
        for (Instance instance : deployment.instances()) {
            instance.store().suffer(Fault.NONE);
            instance.rows().suffer(Fault.NONE);
            if (!instance.run().alive()) {
                instance.start();
            }
        }
    }

    private static StackAddresses addresses() {
        return LocalStack.shared().addresses();
    }

    private static Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey(
            List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, List<ConsumerRecord<byte[], byte[]>>> byKey = new HashMap<>();
        records.forEach(record -> byKey.computeIfAbsent(new String(record.key(), UTF_8), any -> new ArrayList<>())
                .add(record));
        return byKey;
    }

    private static String header(ConsumerRecord<byte[], byte[]> copy, String name) {
        return new String(copy.headers().lastHeader(name).value(), UTF_8);
    }

    private static List<Event> events(ConsumerRecord<byte[], byte[]> copy) {
        try {
            return Event.ofBody(new String(copy.value(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many events there are of each kind and time: what stays the same when compressed parts are restored. */
    private static Map<String, Integer> counts(List<Event> events) {
        Map<String, Integer> counts = new TreeMap<>();
        try {
            for (Event event : events) {
                String identity = event.windowId()
                        + '/'
                        + event.tree().path("type")
                        + '/'
                        + event.tree().path("timestamp");
                counts.merge(identity, 1, Integer::sum);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }
}
