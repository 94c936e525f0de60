package dev.tapedeck.screen.team;

import dev.tapedeck.screen.AnswerLimit;
import dev.tapedeck.screen.ScreenConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.StreamSupport;

/** The tokens of teams, for operators who know a team by its id. Callable on any thread; answers on an event loop. */
@Singleton
public class TeamTokens {

    private static final String BY_ID = "SELECT api_token FROM posthog_team WHERE id = $1";

    private final Pool pool;
    private final AnswerLimit limit;

    TeamTokens(Pool pool, ScreenConfig config) {
        this.pool = pool;
        this.limit = new AnswerLimit(config.postgresTimeout());
    }

    /** The token that the team has now; empty when there is no such team. Fails when Postgres does not answer. */
    public Uni<List<String>> of(int teamId) {
        return limit.bound(pool.preparedQuery(BY_ID).execute(Tuple.of(teamId)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map((Row row) -> row.getString("api_token"))
                        .toList());
    }
}
