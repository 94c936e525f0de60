package dev.tapedeck.screen.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.team.Team.Answer.Found;
import dev.tapedeck.screen.team.Team.Answer.NoSuchTeam;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TeamDirectoryTest {

    private static final Team TEAM = new Team(7, true, false, Retention.DAYS_30);
    private static final Team OPTED_OUT = new Team(7, false, false, Retention.DAYS_30);

    private final ManualClock clock = new ManualClock();
    private final Table table = new Table();
    private final TeamDirectory directory =
            new TeamDirectory(table, TestConfig.defaults(), new ScreenMeters(new SimpleMeterRegistry()), clock);

    @Test
    void tokens_areAskedForInOneQueryAndThenKnown() {
        table.teams.put("t", TEAM);
        assertThat(find("t", "nobody")).isEqualTo(Map.of("t", new Found(TEAM), "nobody", new NoSuchTeam()));
        assertThat(find("t", "nobody")).hasSize(2);
        assertThat(table.queries).containsExactly(Set.of("t", "nobody"));
    }

    @Test
    void unknown_isRememberedForThirtySeconds() {
        find("late");
        table.teams.put("late", TEAM);
        clock.advance(Duration.ofSeconds(29));
        assertThat(find("late")).containsValue(new NoSuchTeam());
        clock.advance(Duration.ofSeconds(2));
        assertThat(find("late")).containsValue(new Found(TEAM));
    }

    /** Or a client with an old token would have every partition wait that it sends to. */
    @Test
    void unknown_standsWhileTheDatabaseIsAway() {
        find("nobody");
        table.away = true;
        clock.advance(Duration.ofMinutes(10));
        assertThat(find("nobody", "new")).isEqualTo(Map.of("nobody", new NoSuchTeam()));
        assertThat(find("nobody")).as("the database is left alone").containsValue(new NoSuchTeam());

        table.away = false;
        table.teams.put("nobody", TEAM);
        clock.advance(Duration.ofSeconds(2));
        assertThat(find("nobody")).containsValue(new Found(TEAM));
    }

    @Test
    void change_isEffectiveWithTheRefresh() {
        table.teams.put("t", TEAM);
        find("t");
        table.teams.put("t", OPTED_OUT);
        assertThat(directory.isDue()).isFalse();
        clock.advance(Duration.ofSeconds(30));
        assertThat(directory.isDue()).isTrue();
        refresh();
        assertThat(directory.isDue()).isFalse();
        assertThat(find("t")).containsValue(new Found(OPTED_OUT));
    }

    @Test
    void gone_isNoTeamWithTheRefresh() {
        table.teams.put("t", TEAM);
        find("t");
        table.teams.clear();
        refresh();
        assertThat(find("t")).containsValue(new NoSuchTeam());
    }

    @Test
    void databaseAway_knownTeamsAreServedAndOthersHaveNoAnswer() {
        table.teams.put("t", TEAM);
        find("t");
        table.away = true;
        clock.advance(Duration.ofMinutes(30));
        refresh();
        assertThat(find("t", "other")).isEqualTo(Map.of("t", new Found(TEAM)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(directory.isDue()).isTrue();
    }

    @Test
    void databaseAway_isAskedAtMostOnceASecondForUnknownTokens() {
        table.away = true;
        find("a");
        find("a");
        assertThat(table.queries).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        table.away = false;
        assertThat(find("a")).containsValue(new NoSuchTeam());
    }

    @Test
    void idle_isForgottenAlthoughRefreshed() {
        table.teams.put("t", TEAM);
        find("t");
        clock.advance(Duration.ofMinutes(40));
        refresh();
        clock.advance(Duration.ofMinutes(30));
        table.queries.clear();
        refresh();
        assertThat(table.queries).isEmpty();
    }

    @Test
    void tokensThatNoColumnHolds_areNobodysWithoutAQuestion() {
        assertThat(find("x".repeat(201))).containsValue(new NoSuchTeam());
        assertThat(table.queries).isEmpty();
    }

    private Map<String, Team.Answer> find(String... tokens) {
        return directory.find(Set.of(tokens)).await().indefinitely();
    }

    private void refresh() {
        directory.refresh().await().indefinitely();
    }

    private static final class Table implements TeamSource {
        private final Map<String, Team> teams = new HashMap<>();
        private final List<Set<String>> queries = new ArrayList<>();
        private boolean away;

        @Override
        public Uni<Map<String, Team>> byTokens(Collection<String> tokens) {
            queries.add(Set.copyOf(tokens));
            if (away) {
                return Uni.createFrom().failure(new IOException("no database"));
            }
            Map<String, Team> found = new HashMap<>(teams);
            found.keySet().retainAll(tokens);
            return Uni.createFrom().item(found);
        }
    }
}
