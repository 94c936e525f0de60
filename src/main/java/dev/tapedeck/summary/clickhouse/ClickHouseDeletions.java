package dev.tapedeck.summary.clickhouse;

import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Deletions.Source;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.deletion.DeletionSource;
import dev.tapedeck.summary.client.ClickHouseAccess;
import dev.tapedeck.summary.client.ClickHouseClients;
import dev.tapedeck.summary.client.ClickHouseText;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recordings that {@code session_replay_events} has as deleted. Such a row has the time of the deletion, so that only rows of the last
 * days are looked at.
 */
@Singleton
public class ClickHouseDeletions implements DeletionSource {

    private static final int MAX_SECONDS = 8;
    private static final int QUESTIONS = 64;

    private static final String SQL = """
            SELECT DISTINCT team_id, session_id FROM session_replay_events
            WHERE is_deleted > 0 AND min_first_timestamp > now() - INTERVAL 3 DAY
                AND team_id IN (%s) AND session_id IN (%s)
            SETTINGS max_execution_time = %d""";

    /** Null when nobody asks. */
    private final @Nullable ClickHouseAccess access;

    private final Executor threads;

    public ClickHouseDeletions(ScreenConfig screen, ClickHouseClients clients) {
        boolean asked = screen.deletions().sources().orElse(Set.of()).contains(Source.CLICKHOUSE);
        this.access = asked ? clients.open() : null;
        this.threads = clients.questionThread("clickhouse-deletions-", QUESTIONS);
    }

    @Override
    public Source source() {
        return Source.CLICKHOUSE;
    }

    @Override
    public Uni<Set<SessionKey>> deleted(Collection<SessionKey> sessions) {
        ClickHouseAccess clickHouse = access;
        return clickHouse == null
                ? Uni.createFrom().item(Set.of())
                : Uni.createFrom().item(() -> read(clickHouse, sessions)).runSubscriptionOn(threads);
    }

    private static Set<SessionKey> read(ClickHouseAccess clickHouse, Collection<SessionKey> sessions) {
        String teams = sessions.stream()
                .map(session -> Integer.toString(session.teamId()))
                .distinct()
                .collect(Collectors.joining(","));
        String ids = sessions.stream()
                .map(session -> ClickHouseText.text(session.sessionId()))
                .collect(Collectors.joining(","));
        Set<SessionKey> deleted = new HashSet<>();
        clickHouse.read(
                "session_replay_events",
                SQL.formatted(teams, ids, MAX_SECONDS),
                row -> deleted.add(new SessionKey(row.integer(0), SessionKey.normalise(row.text(1)))));
        return deleted;
    }
}
