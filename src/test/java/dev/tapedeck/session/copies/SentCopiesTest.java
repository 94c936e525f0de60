package dev.tapedeck.session.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.kafka.message.MessageHeaders;
import dev.tapedeck.kafka.message.OutboundMessage;
import dev.tapedeck.lane.contract.LaneBatch.OfferResult;
import dev.tapedeck.session.NoExits;
import dev.tapedeck.telemetry.BatchMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SentCopiesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private volatile boolean throwing;
    private final CompletableFuture<Boolean> broker = new CompletableFuture<>();
    private final SentCopies copies = new SentCopies(
            new Answering(), new BatchMeters(new SimpleMeterRegistry(), InstantSource.system()), Duration.ofMillis(20));

    /** Or the lane would wait without a word, and liveness would take it for stuck. */
    @Test
    void saysThatItWaits_andWaitsOn() {
        copies.add(1, 'd', OutboundMessage.of("dead-letters", new byte[1], new byte[9]));
        for (int times = 0; times < 2; times++) {
            assertThatThrownBy(() -> copies.acknowledged().await().atMost(LIMIT))
                    .isInstanceOf(SentCopies.CopiesUnacknowledged.class);
        }
        broker.complete(true);
        copies.acknowledged().await().atMost(LIMIT);
    }

    /** Nobody is to blame for many copies: readiness must not name Kafka for them. */
    @Test
    void namesKafkaOnlyWhenCopiesFail() {
        assertThat(copies.hindrance()).isNull();
        copies.add(1, 'd', OutboundMessage.of("dead-letters", new byte[1], new byte[17 << 20]));
        assertThat(copies.hindrance()).isEqualTo(new OfferResult.Backpressure("copies"));
        broker.completeExceptionally(new IllegalStateException("away"));
        assertThat(copies.hindrance()).isEqualTo(new OfferResult.Blocked("kafka"));
        copies.discard();
    }

    @Test
    void countsHeadersToo() {
        MessageHeaders.Entry large = new MessageHeaders.Entry("name", new byte[900_000]);
        copies.add(1, 'd', new OutboundMessage("dead-letters", -1, new byte[1], new byte[10], List.of(large)));
        assertThat(copies.heldBytes()).isGreaterThan(900_000);
    }

    @Test
    void sendsAgainWhatThrewWhenItWasSent() {
        throwing = true;
        copies.add(1, 'd', OutboundMessage.of("dead-letters", new byte[1], new byte[9]));
        assertThat(copies.hindrance()).isEqualTo(new OfferResult.Blocked("kafka"));
        throwing = false;
        broker.complete(true);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(copies.hindrance()).isNull());
        copies.acknowledged().await().atMost(LIMIT);
    }

    private final class Answering extends NoExits {

        @Override
        public Uni<Void> send(OutboundMessage copy) {
            if (throwing) {
                throw new IllegalStateException("injected");
            }
            return Uni.createFrom().completionStage(broker).replaceWithVoid();
        }
    }
}
