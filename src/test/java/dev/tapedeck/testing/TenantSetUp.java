package dev.tapedeck.testing;

import dev.tapedeck.readback.StackAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Puts the tests' teams into Postgres and the restrictions on them into Redis. Repeating it changes nothing. */
final class TenantSetUp {

    private static final String RESTRICTIONS = "event_ingestion_restriction_dynamic_config:";
    private static final String RULE = "[{\"version\":2,\"token\":\"%s\",\"pipelines\":[\"session_recordings\"]}]";
    private static final String INSERT = """
            INSERT INTO posthog_team (id, organization_id, name, api_token, session_recording_opt_in,
                capture_console_log_opt_in, session_recording_retention_period)
            SELECT $1, organization_id, $2, $2, $3, $4, $5 FROM posthog_team WHERE id = 1
            ON CONFLICT DO NOTHING""";

    private TenantSetUp() {}

    /** To be done before the service starts: it reads restrictions then, and only now and again later. */
    static void run(StackAddresses addresses) {
        Vertx vertx = Vertx.vertx();
        try {
            PgConnection postgres = answer(PgConnection.connect(
                    vertx,
                    PgConnectOptions.fromUri(addresses.get("postgres.url"))
                            .setUser(addresses.get("postgres.user"))
                            .setPassword(addresses.get("postgres.password"))));
            RedisAPI redis = RedisAPI.api(Redis.createClient(vertx, addresses.get("redis.url")));
            for (Tenant tenant : Tenant.values()) {
                answer(postgres.preparedQuery(INSERT)
                        .execute(Tuple.of(
                                tenant.id(),
                                tenant.token(),
                                tenant.recording(),
                                tenant.console(),
                                tenant.retention())));
                if (tenant.restriction() != null) {
                    answer(redis.set(List.of(RESTRICTIONS + tenant.restriction(), RULE.formatted(tenant.token()))));
                }
            }
        } finally {
            answer(vertx.close());
        }
    }

    private static <T extends @Nullable Object> T answer(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the tests' teams could not be set up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
