package dev.tapedeck.summary.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.ClickHouseClient;
import com.clickhouse.client.ClickHouseNode;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.summary.SummaryConfig;
import dev.tapedeck.summary.clickhouse.ClickHouseDeletions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClickHouseClientsTest {

    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(SummaryConfig.class)
            .withMapping(ScreenConfig.class)
            .addDiscoveredConverters()
            .withDefaultValue("tapedeck.screen.deletions.sources", "clickhouse")
            .build();

    private final List<String> calls = new ArrayList<>();

    @Test
    void everyClientIsClosedOnceAtTheEnd() {
        ClickHouseClients clients = new ClickHouseClients(CONFIG.getConfigMapping(SummaryConfig.class));
        clients.add(access("one"));
        clients.add(access("two"));
        assertThat(calls).isEmpty();
        clients.close();
        clients.close();
        assertThat(calls).containsExactly("close one", "close two");
    }

    @Test
    void theClientThatAsksForDeletionsIsOneOfThem() {
        List<ClickHouseAccess> added = new ArrayList<>();
        ClickHouseClients clients = new ClickHouseClients(CONFIG.getConfigMapping(SummaryConfig.class)) {
            @Override
            public ClickHouseAccess add(ClickHouseAccess access) {
                added.add(access);
                return super.add(access);
            }
        };
        new ClickHouseDeletions(CONFIG.getConfigMapping(ScreenConfig.class), clients);
        assertThat(added).hasSize(1);
        clients.close();
    }

    private ClickHouseAccess access(String name) {
        ClickHouseClient client = (ClickHouseClient) Proxy.newProxyInstance(
                ClickHouseClient.class.getClassLoader(),
                new Class<?>[] {ClickHouseClient.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName() + ' ' + name);
                    return null;
                });
        return new ClickHouseAccess(client, ClickHouseNode.of("http://127.0.0.1:1"));
    }
}
