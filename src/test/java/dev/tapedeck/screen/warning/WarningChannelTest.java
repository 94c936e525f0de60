package dev.tapedeck.screen.warning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class WarningChannelTest {

    private static final IngestionWarning WARNING =
            WarningType.CLOCK_TOO_FAR.about(7, "", Map.of("startDiffDays", 8.5));

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<byte[]> sent = new ArrayList<>();
    private Uni<Void> answer = Uni.createFrom().voidItem();
    private final WarningChannel channel = new WarningChannel(emitter(), new ScreenMeters(registry), clock);

    @Test
    void warning_hasThePeersShape() throws IOException {
        send(WARNING);
        JsonNode json = new ObjectMapper().readTree(sent.getFirst());
        assertThat(json.get("team_id").intValue()).isEqualTo(7);
        assertThat(json.get("type").textValue()).isEqualTo("message_timestamp_diff_too_large");
        assertThat(json.get("source").textValue()).isEqualTo("plugin-server");
        assertThat(json.get("timestamp").textValue()).isEqualTo("2026-11-23 12:00:00.000");
        JsonNode details = new ObjectMapper().readTree(json.get("details").textValue());
        assertThat(details.get("startDiffDays").doubleValue()).isEqualTo(8.5);
        assertThat(details.get("category").textValue()).isEqualTo("replay");
    }

    @Test
    void repeats_areSentOnceAnHour() {
        send(WARNING, WARNING);
        clock.advance(Duration.ofMinutes(59));
        send(WARNING);
        assertThat(sent).hasSize(1);
        clock.advance(Duration.ofMinutes(2));
        send(WARNING);
        assertThat(sent).hasSize(2);
        assertThat(count("throttled")).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepItQuietForAsLong() {
        send(WARNING);
        clock.advance(Duration.ofDays(-1));
        send(WARNING);
        assertThat(sent).hasSize(1);
        clock.advance(Duration.ofMinutes(61));
        send(WARNING);
        assertThat(sent).hasSize(2);
    }

    @Test
    void otherTeamsTypesAndKeys_areNotRepeats() {
        send(
                WARNING,
                WarningType.CLOCK_TOO_FAR.about(8, "", Map.of()),
                WarningType.CLOCK_TOO_FAR.about(7, "key", Map.of()),
                WarningType.NO_VALID_EVENTS.about(7, "", Map.of()));
        assertThat(sent).hasSize(4);
    }

    @Test
    void failed_isCountedAndSentAgainAMinuteLater() {
        answer = Uni.createFrom().failure(new IOException("no broker"));
        send(WARNING);
        answer = Uni.createFrom().voidItem();
        send(WARNING);
        assertThat(sent).hasSize(1);
        assertThat(count("failed")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(61));
        send(WARNING);
        assertThat(sent).hasSize(2);
        assertThat(count("sent")).isEqualTo(1);
    }

    @Test
    void whatIsNotAnsweredKeepsNobodyWaiting() {
        CompletableFuture<Void> broker = new CompletableFuture<>();
        answer = Uni.createFrom().completionStage(broker);
        channel.send(List.of(WARNING)).await().atMost(Duration.ofSeconds(10));
        assertThat(sent).hasSize(1);

        broker.complete(null);
        assertThat(count("sent")).as("what comes late is counted").isEqualTo(1);
    }

    private void send(IngestionWarning... warnings) {
        channel.send(List.of(warnings)).await().indefinitely();
    }

    private double count(String outcome) {
        return registry.get("tapedeck.screen.warnings")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @SuppressWarnings("unchecked")
    private MutinyEmitter<byte[]> emitter() {
        return (MutinyEmitter<byte[]>) Proxy.newProxyInstance(
                MutinyEmitter.class.getClassLoader(),
                new Class<?>[] {MutinyEmitter.class},
                (proxy, method, arguments) -> {
                    sent.add(((Message<byte[]>) arguments[0]).getPayload());
                    return answer;
                });
    }
}
