package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tapedeck.screen.team.PostgresTeams;
import dev.tapedeck.telemetry.ScreenMeters;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.PgBouncer;
import dev.tapedeck.testing.SilentRelay;
import dev.tapedeck.testing.Tenant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.reactive.pg.client.PgPoolCreator.Input;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pool of connections to a real Postgres, past a relay that falls silent and through a pooler. */
@Tag("e2e")
class PostgresPoolTest {

    private static final int PLACES = 20;
    private static final Duration LOOK_UP = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Map<String, String> stack = LocalStack.shared().addresses().serviceSettings();
    private final URI server = URI.create(setting("quarkus.datasource.reactive.url"));
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterEach
    void close() {
        Uni.createFrom()
                .completionStage(() -> vertx.close().toCompletionStage())
                .await()
                .atMost(LIMIT);
    }

    /** Nobody closes them: each would keep its place until the system gives it up, after a quarter of an hour. */
    @Test
    void silentConnectionsGiveTheirPlacesBack() {
        try (SilentRelay relay = new SilentRelay(server.getHost(), server.getPort())) {
            PostgresTeams teams = teams(relay.port());
            await().atMost(LIMIT).until(() -> answered(teams) == PLACES);
            assertThat(relay.silenceAll()).as("connections").isPositive();
            assertThat(answered(teams)).isZero();
            assertThat(answered(teams)).isZero();

            relay.recover();

            await().atMost(LIMIT).until(() -> answered(teams) == PLACES);
        }
    }

    @Test
    void aPoolerOfTransactionsGivesEveryQueryAnotherConnection() throws Exception {
        try (PgBouncer pooler = PgBouncer.before(stack)) {
            PostgresTeams teams = teams(pooler.port());
            await().atMost(LIMIT).until(() -> answered(teams) == PLACES);
            try (PgBouncer.Clients others = pooler.otherClients()) {
                for (int round = 0; round < 50; round++) {
                    assertThat(answered(teams)).as("round %s", round).isEqualTo(PLACES);
                }
                assertThat(others.queries()).as("queries of other clients").isPositive();
            }
            assertThat(teams.byTokens(List.of(Tenant.LOCAL.token(), "nobody's"))
                            .await()
                            .atMost(LIMIT))
                    .containsOnlyKeys(Tenant.LOCAL.token());
        }
    }

    /** How many of as many look-ups as there are places were answered, all at once. */
    private static long answered(PostgresTeams teams) {
        List<Uni<Boolean>> lookUps = new ArrayList<>();
        IntStream.range(0, PLACES)
                .forEach(i -> lookUps.add(teams.byTokens(List.of("token-" + i))
                        .replaceWith(true)
                        .onFailure()
                        .recoverWithItem(false)));
        return Uni.join().all(lookUps).andFailFast().await().atMost(LIMIT).stream()
                .filter(answered -> answered)
                .count();
    }

    private PostgresTeams teams(int port) {
        ScreenConfig config = TestConfig.of(Map.of("tapedeck.screen.postgres-timeout", LOOK_UP.toString()));
        PgConnectOptions options = PgConnectOptions.fromUri(server.toString())
                .setHost("127.0.0.1")
                .setPort(port)
                .setUser(setting("quarkus.datasource.username"))
                .setPassword(setting("quarkus.datasource.password"));
        Pool pool = Pool.newInstance(new PostgresPool(config).create(new Given(vertx, options)));
        return new PostgresTeams(pool, config, new ScreenMeters(new SimpleMeterRegistry()));
    }

    private String setting(String key) {
        return Objects.requireNonNull(stack.get(key), key);
    }

    /** What the extension hands over. */
    private record Given(Vertx vertx, PgConnectOptions options) implements Input {

        @Override
        public PoolOptions poolOptions() {
            return new PoolOptions().setMaxSize(PLACES);
        }

        @Override
        public List<PgConnectOptions> pgConnectOptionsList() {
            return List.of(options);
        }
    }
}
