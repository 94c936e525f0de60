package dev.tapedeck.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Servers go away under traffic and come back. The service stays alive, says that it is not ready, commits nothing that is
 * not durable, and in the end readers see every event once.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OutagesIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("chaos.outage.seconds", 10));
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Deployment deployment = new Deployment("outages", 1);
    private final Instance instance = deployment.instance(0);
    private final Report report = new Report("outages");

    @SuppressWarnings("NullAway.Init") // before all tests
    private Audit audit;

    @BeforeAll
    void start() {
        deployment.start();
        audit = deployment.calm();
    }

    @AfterAll
    void stop() {
        report.close();
        deployment.close();
    }

    @ParameterizedTest
    @EnumSource
    void everythingArrivesOnce(Outage outage) {
        deployment.traffic().beginWithBadBodies(Duration.ofMillis(50));
        Passing.of(Duration.ofSeconds(1));
        long began = System.nanoTime();
        int unready;
        try (HealthWatch watch = new HealthWatch(instance.run())) {
            outage.begin(deployment.stack(), instance);
            if (outage.isTotal() && outage.sparesKafka()) {
                Passing.of(GRACE);
                Map<Integer, Long> committed = committed();
                Passing.of(length(outage).minus(GRACE));
                expectOnlyDeadLettersSince(committed);
            } else {
                Passing.of(length(outage));
            }
            outage.end(deployment.stack(), instance);
            assertThat(instance.run().alive()).isTrue();
            assertThat(watch.dead()).as("times that it was not alive").isZero();
            unready = watch.unready();
            assertThat(unready > 0 || !outage.isTotal())
                    .as("it said that it was not ready")
                    .isTrue();
        }
        long ended = System.nanoTime();
        Traffic.Sent sent = deployment.traffic().finish();
        deployment.settle();
        long settled = System.nanoTime();
        Audit.Result result = deployment.compare(audit, sent);
        report.add(
                outage.name(),
                "%d s, then %d s to settle; %d messages, %d events, %d twice, %d missing; unready %d times"
                        .formatted(
                                seconds(ended - began),
                                seconds(settled - ended),
                                sent.messages(),
                                result.events(),
                                result.duplicates(),
                                result.missing(),
                                unready));
        assertThat(result.faults()).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> instance.run().ready());
    }

    /** Faults on the way to a server show as much in half the time. */
    private static Duration length(Outage outage) {
        return outage.stopsServers() ? LENGTH : LENGTH.dividedBy(2);
    }

    /** Nothing is committed meanwhile but messages that became dead letters, whose copies are in Kafka and need no store. */
    private void expectOnlyDeadLettersSince(Map<Integer, Long> before) {
        List<String> committed = new ArrayList<>();
        committed()
                .forEach((partition, until) -> LongStream.range(before.getOrDefault(partition, 0L), until)
                        .forEach(offset -> committed.add(partition + "/" + offset)));
        if (!committed.isEmpty()) {
            try (Broker broker = new Broker(deployment.stack().addresses())) {
                assertThat(broker.content(Broker.DEAD_LETTERS).stream().map(OutagesIT::origin))
                        .as("dead letters")
                        .containsAll(committed);
            }
        }
    }

    private static String origin(ConsumerRecord<byte[], byte[]> letter) {
        return Stream.of("dlq_partition", "dlq_offset")
                .map(name -> new String(letter.headers().lastHeader(name).value(), UTF_8))
                .collect(Collectors.joining("/"));
    }

    private Map<Integer, Long> committed() {
        Map<Integer, Long> offsets = new HashMap<>();
        deployment.offsets().committed().forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        return offsets;
    }

    private static long seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds();
    }
}
