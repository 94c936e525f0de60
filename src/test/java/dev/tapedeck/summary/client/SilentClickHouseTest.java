package dev.tapedeck.summary.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.client.ClickHouseAccess.StatementFailed;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.SilentRelay;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections to a real ClickHouse that fall silent. */
@Tag("e2e")
class SilentClickHouseTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void newConnectionsTakeThePlaceOfSilentOnes() {
        StackAddresses stack = LocalStack.shared().addresses();
        URI server = URI.create(stack.get("clickhouse.url"));
        try (SilentRelay relay = new SilentRelay(server.getHost(), server.getPort())) {
            ClickHouseAccess access = ClickHouseAccess.of(config(stack, relay.port()));
            assertThat(rows(access)).isEqualTo(1);
            assertThat(relay.silenceAll()).as("connections").isPositive();
            assertThatThrownBy(() -> rows(access)).isInstanceOf(StatementFailed.class);

            relay.recover();

            await().atMost(LIMIT).ignoreExceptions().until(() -> rows(access) == 1);
        }
    }

    private static int rows(ClickHouseAccess access) {
        AtomicInteger rows = new AtomicInteger();
        access.read("one", "SELECT 1", row -> rows.incrementAndGet());
        return rows.get();
    }

    private static SummaryConfig.ClickHouse config(StackAddresses stack, int port) {
        Map<String, String> values = new HashMap<>(stack.serviceSettings());
        values.put("tapedeck.summary.clickhouse.url", "http://127.0.0.1:" + port);
        values.put("tapedeck.summary.clickhouse.timeout", "1s");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SummaryConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(SummaryConfig.class)
                .clickhouse();
    }
}
