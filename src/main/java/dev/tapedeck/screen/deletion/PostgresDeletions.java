package dev.tapedeck.screen.deletion;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Deletions.Source;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.telemetry.OperatorMessage;
import dev.tapedeck.telemetry.ScreenMeters;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.DatabaseException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Recordings that the product's own database has as deleted; read only. A product without such a table marks none there. */
@Singleton
class PostgresDeletions implements DeletionSource {

    private static final Logger LOGGER = Logger.getLogger(PostgresDeletions.class);

    private static final String SQL =
            "SELECT team_id, session_id FROM posthog_sessionrecording WHERE session_id = ANY($1) AND deleted";

    /** There is no such table, or column. */
    private static final Set<String> UNMARKED = Set.of("42P01", "42703");

    private final Pool pool;
    private final Duration timeout;
    private final ScreenMeters meters;
    private final AtomicBoolean told = new AtomicBoolean();

    PostgresDeletions(Pool pool, ScreenConfig config, ScreenMeters meters) {
        this.pool = pool;
        this.timeout = config.postgresTimeout();
        this.meters = meters;
    }

    @Override
    public Source source() {
        return Source.POSTGRES;
    }

    @Override
    public Uni<Set<SessionKey>> deleted(Collection<SessionKey> sessions) {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            String[] ids =
                    sessions.stream().map(SessionKey::sessionId).distinct().toArray(String[]::new);
            return pool.preparedQuery(SQL)
                    .execute(Tuple.of(ids))
                    .ifNoItem()
                    .after(timeout)
                    .fail()
                    .map(PostgresDeletions::keys)
                    .onFailure(PostgresDeletions::isUnmarked)
                    .recoverWithItem(failure -> {
                        if (told.compareAndSet(false, true)) {
                            OperatorMessage.DELETIONS_UNMARKED.log(LOGGER, String.valueOf(failure.getMessage()));
                        }
                        return Set.of();
                    })
                    .onItemOrFailure()
                    .invoke((rows, failure) -> meters.lookup(
                            "postgres", "deletions", failure == null, Duration.ofNanos(System.nanoTime() - start)));
        });
    }

    private static boolean isUnmarked(Throwable failure) {
        return failure instanceof DatabaseException refused && UNMARKED.contains(refused.getSqlState());
    }

    private static Set<SessionKey> keys(RowSet<Row> rows) {
        Set<SessionKey> keys = new HashSet<>();
        rows.forEach(row ->
                keys.add(new SessionKey(row.getInteger("team_id"), SessionKey.normalise(row.getString("session_id")))));
        return keys;
    }
}
