package dev.tapedeck.screen.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.Retention;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.session.SessionRetentions.Answer.Resolved;
import dev.tapedeck.screen.session.SessionRetentions.Answer.TeamHasNone;
import dev.tapedeck.screen.session.SessionRetentions.Answer.Unresolved;
import dev.tapedeck.screen.team.Team;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionRetentionsRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final SessionKey SESSION = new SessionKey(7, "s");
    private static final String STORED = "@posthog/replay/session-retention-7-s";

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SessionRetentions retentions = retentions();

    @Test
    void first_isTheTeamsAndSticksForADay() {
        assertThat(find(Retention.DAYS_90)).isEqualTo(new Resolved(Retention.DAYS_90));
        assertThat(REDIS.get(STORED)).isEqualTo("90d");
        assertThat(REDIS.timeToLive(STORED)).isBetween(86_395L, 86_400L);
        assertThat(find(retentions(), Retention.YEARS_5)).isEqualTo(new Resolved(Retention.DAYS_90));
    }

    @Test
    void equalSessionsOfTwoTeams_haveTheirOwn() {
        SessionKey other = new SessionKey(8, "s");
        Map<SessionKey, SessionRetentions.Answer> answers = retentions
                .find(Map.of(SESSION, team(Retention.DAYS_30), other, team(Retention.YEAR_1)))
                .await()
                .indefinitely();
        assertThat(answers)
                .isEqualTo(Map.of(SESSION, new Resolved(Retention.DAYS_30), other, new Resolved(Retention.YEAR_1)));
        assertThat(REDIS.calls("eval")).isEqualTo(1);
    }

    @Test
    void known_isNotAskedForAgain() {
        find(Retention.DAYS_90);
        find(Retention.DAYS_30);
        assertThat(REDIS.calls("eval")).isEqualTo(1);
        clock.advance(Duration.ofMinutes(6));
        find(Retention.DAYS_30);
        assertThat(REDIS.calls("eval")).isEqualTo(2);
    }

    @Test
    void corrupt_fallsBackToTheTeamsAndIsCountedAndHealed() {
        REDIS.set(STORED, "31d");
        assertThat(find(Retention.YEAR_1)).isEqualTo(new Resolved(Retention.YEAR_1));
        assertThat(registry.get("tapedeck.screen.retention.corrupt").counter().count())
                .isEqualTo(1);
        assertThat(REDIS.get(STORED)).isEqualTo("1y");
    }

    @Test
    void long_isNotReadToItsEnd() {
        REDIS.set(STORED, "9".repeat(16 << 20));
        long before = REDIS.bytesSent();
        assertThat(find(Retention.YEAR_1)).isEqualTo(new Resolved(Retention.YEAR_1));
        assertThat(REDIS.bytesSent() - before).isLessThan(10_000);
        assertThat(REDIS.get(STORED)).isEqualTo("1y");
    }

    @Test
    void noText_isAsIfThereWereNone() {
        REDIS.send(Request.cmd(Command.RPUSH).arg(STORED).arg("1y"));
        assertThat(find(Retention.DAYS_30)).isEqualTo(new Resolved(Retention.DAYS_30));
    }

    @Test
    void whateverIsStored_thereIsAnAnswer() {
        Random random = new Random(20261125);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(12), 0, 0x3000).forEach(text::appendCodePoint);
            String stored = i % 10 == 0 ? Retention.values()[i % 4].label() : text.toString();
            REDIS.set(STORED, stored);
            Retention sticky = Retention.ofLabel(stored);
            assertThat(find(retentions(), Retention.DAYS_90))
                    .as("with '%s' stored", stored)
                    .isEqualTo(new Resolved(sticky == null ? Retention.DAYS_90 : sticky));
        }
    }

    @Test
    void teamWithout_hasAnAnswerOnlyWhereOneSticks() {
        assertThat(find(null)).isEqualTo(new TeamHasNone());
        REDIS.set(STORED, "5y");
        assertThat(find(null)).isEqualTo(new Resolved(Retention.YEARS_5));
        REDIS.set(STORED, "?");
        assertThat(find(retentions(), null)).isEqualTo(new Unresolved());
    }

    @Test
    void redisAway_onlyTheKnownAreAnswered() {
        find(Retention.DAYS_90);
        REDIS.stop();
        SessionKey other = new SessionKey(7, "other");
        Map<SessionKey, SessionRetentions.Answer> answers = retentions
                .find(Map.of(SESSION, team(Retention.DAYS_30), other, team(Retention.DAYS_30)))
                .await()
                .indefinitely();
        assertThat(answers).isEqualTo(Map.of(SESSION, new Resolved(Retention.DAYS_90)));
    }

    private SessionRetentions retentions() {
        ScreenConfig config = TestConfig.defaults();
        ScreenMeters meters = new ScreenMeters(registry);
        return new SessionRetentions(new ScreenRedis(REDIS.redis(), config, meters), config, meters, clock);
    }

    private SessionRetentions.@Nullable Answer find(@Nullable Retention ofTeam) {
        return find(retentions, ofTeam);
    }

    private static SessionRetentions.@Nullable Answer find(SessionRetentions retentions, @Nullable Retention ofTeam) {
        return retentions
                .find(Map.of(SESSION, team(ofTeam)))
                .await()
                .indefinitely()
                .get(SESSION);
    }

    private static Team team(@Nullable Retention retention) {
        return new Team(7, true, false, retention);
    }
}
