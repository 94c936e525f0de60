package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.Bucket;
import dev.tapedeck.readback.ClickHouse;
import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.Broker;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Meters;
import dev.tapedeck.testing.WithLocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What every end-to-end test has: the service on the local stack, both ends of it, and the books to balance afterwards. */
@WithTestResource(WithLocalStack.class)
@TestInstance(Lifecycle.PER_CLASS)
@Tag("e2e")
abstract class EndToEnd {

    /** How long anything may take that is meant to happen. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    static final String OBJECTS = "session_recordings/";

    @SuppressWarnings("NullAway.Init") // injected
    @TestHTTPResource(value = "metrics", management = true)
    URI metrics;

    LocalStack stack;
    Broker broker;
    Bucket bucket;
    Stored stored;
    Meters meters;

    @BeforeAll
    void connect() {
        stack = LocalStack.shared();
        StackAddresses addresses = stack.addresses();
        broker = new Broker(addresses);
        bucket = new Bucket(addresses);
        stored = new Stored(new ClickHouse(addresses), bucket);
        String packaged = System.getProperty(WithLocalStack.PACKAGED_PORT);
        if (packaged != null) {
            metrics = URI.create("http://127.0.0.1:" + packaged + "/q/metrics");
        }
        meters = new Meters(metrics);
        // Before it has examined its servers it takes no partition.
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(meters.sum("tapedeck_lanes")).isPositive());
    }

    /** No message is lost from the books: each got exactly one verdict. */
    @AfterAll
    void everyMessageIsAccountedFor() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(meters.sum("tapedeck_received_total"))
                        .isPositive()
                        .isEqualTo(meters.sum("tapedeck_recorded_total")
                                + meters.sum("tapedeck_dropped_total")
                                + meters.sum("tapedeck_diverted_total")
                                + meters.sum("tapedeck_dead_lettered_total")));
        await().atMost(LIMIT).untilAsserted(this::batchesAreInOrder);
        broker.close();
        bucket.close();
    }

    /** Asked for in the order in which they can only grow apart. */
    private void batchesAreInOrder() {
        double committed = meters.sum("tapedeck_batches_committed_total");
        double written = meters.sum("tapedeck_batches_written_total");
        double sealed = meters.sum("tapedeck_batches_sealed_total");
        assertThat(sealed).isGreaterThanOrEqualTo(written);
        assertThat(written).isGreaterThanOrEqualTo(committed);
        assertThat(meters.sum("tapedeck_lanes_paused")).isLessThanOrEqualTo(meters.sum("tapedeck_lanes"));
    }

    /** Waits until the service has committed beyond all of these messages. */
    void awaitCommitted(Iterable<RecordMetadata> sent) {
        awaitCommitted(sent, LIMIT);
    }

    void awaitCommitted(Iterable<RecordMetadata> sent, Duration limit) {
        Map<Integer, Long> last = new HashMap<>();
        sent.forEach(one -> last.merge(one.partition(), one.offset(), Math::max));
        await().atMost(limit)
                .untilAsserted(() -> last.forEach((partition, offset) -> assertThat(broker.committed(partition))
                        .as("what is committed for partition %d", partition)
                        .isGreaterThan(offset)));
    }

    /** All keys under the prefix of recordings. */
    Set<String> objects() {
        return bucket.keys(OBJECTS);
    }
}
