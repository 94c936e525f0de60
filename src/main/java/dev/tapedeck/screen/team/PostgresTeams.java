package dev.tapedeck.screen.team;

import dev.tapedeck.screen.AnswerLimit;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Teams as the product's own database knows them; read only. Callable on any thread; answers on an event loop. */
@Singleton
public class PostgresTeams implements TeamSource {

    static final String BY_TOKENS = """
            SELECT api_token, id, session_recording_opt_in, capture_console_log_opt_in,
                   session_recording_retention_period
            FROM posthog_team
            WHERE api_token = ANY($1)
            """;

    private static final String TOKEN_BY_ID = "SELECT api_token FROM posthog_team WHERE id = $1";

    private final Pool pool;
    private final AnswerLimit limit;
    private final ScreenMeters meters;

    public PostgresTeams(Pool pool, ScreenConfig config, ScreenMeters meters) {
        this.pool = pool;
        this.limit = new AnswerLimit(config.postgresTimeout());
        this.meters = meters;
    }

    @Override
    public Uni<Map<String, Team>> byTokens(Collection<String> tokens) {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return limit.bound(pool.preparedQuery(BY_TOKENS).execute(Tuple.of(tokens.toArray(String[]::new))))
                    .onItemOrFailure()
                    .invoke((rows, failure) -> meters.lookup(
                            "postgres", "teams", failure == null, Duration.ofNanos(System.nanoTime() - start)))
                    .map(PostgresTeams::teams);
        });
    }

    /** The token that the team has now, for operators; empty when there is no such team. Fails when Postgres does not answer. */
    public Uni<List<String>> token(int teamId) {
        return limit.bound(pool.preparedQuery(TOKEN_BY_ID).execute(Tuple.of(teamId)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map((Row row) -> row.getString("api_token"))
                        .toList());
    }

    private static Map<String, Team> teams(RowSet<Row> rows) {
        Map<String, Team> teams = new HashMap<>();
        for (Row row : rows) {
            teams.put(
                    row.getString("api_token"),
                    new Team(
                            row.getInteger("id"),
                            Boolean.TRUE.equals(row.getBoolean("session_recording_opt_in")),
                            Boolean.TRUE.equals(row.getBoolean("capture_console_log_opt_in")),
                            Retention.ofLabel(row.getString("session_recording_retention_period"))));
        }
        return teams;
    }
}
