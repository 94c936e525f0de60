package dev.tapedeck.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.testing.SilentRelay;
import dev.tapedeck.testing.SpanReceiver;
import io.opentelemetry.sdk.resources.Resource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connections to a receiver of traces that fall silent. */
class SilentReceiverTest {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Duration EXPORT = Duration.ofSeconds(1);

    @Test
    void newConnectionsTakeThePlaceOfSilentOnes() {
        try (SpanReceiver receiver = new SpanReceiver()) {
            URI server = URI.create(receiver.address());
            try (SilentRelay relay = new SilentRelay(server.getHost(), server.getPort());
                    SpanTraces traces = traces("http://127.0.0.1:" + relay.port() + server.getPath())) {
                told(traces);
                await().atMost(LIMIT).until(() -> !receiver.spans().isEmpty());
                assertThat(relay.silenceAll()).as("connections").isPositive();
                told(traces);
                relay.recover();
                int before = receiver.spans().size();

                await().atMost(LIMIT).pollInterval(EXPORT).until(() -> {
                    told(traces);
                    return receiver.spans().size() > before;
                });
            }
        }
    }

    private static void told(SpanTraces traces) {
        traces.begin("recordings", 0, 0, 1, Instant.EPOCH).committed();
    }

    private static SpanTraces traces(String endpoint) {
        TelemetryConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TelemetryConfig.class)
                .withSources(new PropertiesConfigSource(Map.of(), "test", 500))
                .build()
                .getConfigMapping(TelemetryConfig.class);
        return new SpanTraces(SpanTraces.exporter(endpoint, config.traces(), EXPORT), Resource.getDefault());
    }
}
