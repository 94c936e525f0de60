package dev.tapedeck.screen.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionGateRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final SessionKey KEY = new SessionKey(7, "s");
    private static final String SEEN = "@posthog/replay/session-seen:7:s";
    private static final String BLOCKED = "@posthog/replay/session-blocked:7:s";
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SessionGate gate = gate(Map.of());

    @Test
    void sessions_standAsRedisSays() {
        REDIS.set(SEEN, "1");
        REDIS.set("@posthog/replay/session-blocked:8:s", "1");
        SessionKey ofAnotherTeam = new SessionKey(8, "s");
        SessionKey beginning = new SessionKey(9, "s");
        assertThat(find(gate, List.of(KEY, ofAnotherTeam, beginning)))
                .isEqualTo(Map.of(
                        KEY, SessionGate.Status.SEEN,
                        ofAnotherTeam, SessionGate.Status.BLOCKED,
                        beginning, SessionGate.Status.NEW));
        assertThat(REDIS.calls("eval")).as("a look-up and the budget").isEqualTo(2);
    }

    @Test
    void blocked_goesBeforeSeen() {
        REDIS.set(SEEN, "1");
        REDIS.set(BLOCKED, "1");
        assertThat(find(gate, List.of(KEY))).containsValue(SessionGate.Status.BLOCKED);
    }

    @Test
    void blockedByWhateverValue_staysBlocked() {
        REDIS.send(Request.cmd(Command.LPUSH).arg(BLOCKED).arg("x"));
        assertThat(find(gate, List.of(KEY))).containsValue(SessionGate.Status.BLOCKED);
    }

    @Test
    void redisRefusesToReadMarks_nothingIsAnswered() {
        REDIS.set(BLOCKED, "1");
        REDIS.send(Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("-getrange"));
        try {
            assertThat(find(gate, List.of(KEY))).isEmpty();
        } finally {
            REDIS.send(Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("+getrange"));
        }
    }

    @Test
    void seenWithAPrefix_isNobodyElsesMark() {
        REDIS.set(SEEN, "1");
        SessionGate apart = gate(Map.of("tapedeck.screen.sessions.seen-prefix", "@tapedeck/"));
        assertThat(find(apart, List.of(KEY))).containsValue(SessionGate.Status.NEW);
        apart.markSeen(List.of(KEY)).await().atMost(Duration.ofSeconds(10));
        assertThat(REDIS.get("@tapedeck/" + SEEN)).isEqualTo("1");
        SessionGate another = gate(Map.of("tapedeck.screen.sessions.seen-prefix", "@tapedeck/"));
        assertThat(find(another, List.of(KEY))).containsValue(SessionGate.Status.SEEN);
        REDIS.set(BLOCKED, "1");
        assertThat(find(gate(Map.of("tapedeck.screen.sessions.seen-prefix", "@tapedeck/")), List.of(KEY)))
                .containsValue(SessionGate.Status.BLOCKED);
    }

    @Test
    void known_areNotAskedForAgainForFiveMinutes() {
        find(gate, List.of(KEY));
        find(gate, List.of(KEY));
        assertThat(REDIS.calls("eval")).as("a look-up and the budget").isEqualTo(2);
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));
        find(gate, List.of(KEY));
        assertThat(REDIS.calls("eval")).isEqualTo(4);
    }

    @Test
    void marked_isSeenByOthersForTwoDays() {
        find(gate, List.of(KEY));
        gate.markSeen(List.of(KEY, KEY)).await().indefinitely();
        gate.markSeen(List.of(KEY)).await().indefinitely();
        assertThat(REDIS.calls("set")).isEqualTo(1);
        assertThat(REDIS.get(SEEN)).isEqualTo("1");
        assertThat(REDIS.timeToLive(SEEN)).isBetween(TWO_DAYS.toSeconds() - 5, TWO_DAYS.toSeconds());
        assertThat(find(gate(Map.of()), List.of(KEY))).containsValue(SessionGate.Status.SEEN);
    }

    @Test
    void redisAway_nothingIsAnsweredButWhatIsKnown() {
        find(gate, List.of(KEY));
        REDIS.stop();
        assertThat(find(gate, List.of(KEY, new SessionKey(7, "other")))).isEqualTo(Map.of(KEY, SessionGate.Status.NEW));
        gate.markSeen(List.of(KEY)).await().indefinitely();
        assertThat(registry.get("tapedeck.screen.writes.failed").counter().count())
                .isEqualTo(1);
        REDIS.start();
        assertThat(find(gate, List.of(new SessionKey(7, "other")))).containsValue(SessionGate.Status.NEW);
    }

    @Test
    void dryRun_countsTheSessionsOverTheBudgetAndLetsThemIn() {
        SessionGate dry = gate(Map.of("tapedeck.screen.new-sessions.burst", "2"));
        assertThat(find(dry, sessions("s", 0, 5))).hasSize(5).doesNotContainValue(SessionGate.Status.BLOCKED);
        assertThat(registry.get("tapedeck.screen.new.sessions")
                        .tag("outcome", "over")
                        .counter()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void enforced_keepsOutWhatComesOverTheBudgetForAllInstances() {
        Map<String, String> limits = Map.of(
                "tapedeck.screen.new-sessions.burst", "2",
                "tapedeck.screen.new-sessions.per-second", "0.001",
                "tapedeck.screen.new-sessions.enforced", "true");
        List<SessionKey> sessions = sessions("s", 0, 5);
        assertThat(find(gate(limits), sessions).entrySet().stream()
                        .filter(entry -> entry.getValue() == SessionGate.Status.NEW)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(sessions.subList(0, 2));
        String blocked = "@posthog/replay/session-blocked:7:s4";
        assertThat(REDIS.get(blocked)).isEqualTo("1");
        assertThat(REDIS.timeToLive(blocked)).isBetween(TWO_DAYS.toSeconds() - 5, TWO_DAYS.toSeconds());
        assertThat(find(gate(Map.of()), List.of(new SessionKey(7, "s4")))).containsValue(SessionGate.Status.BLOCKED);
    }

    @Test
    void serversClockSetBack_theBudgetRefillsAllTheSame() {
        SessionGate limited = gate(Map.of(
                "tapedeck.screen.new-sessions.burst", "2",
                "tapedeck.screen.new-sessions.per-second", "1",
                "tapedeck.screen.new-sessions.enforced", "true"));
        long ahead = System.currentTimeMillis() + Duration.ofHours(6).toMillis();
        REDIS.setFields("@tapedeck/screen/new-sessions:7", "tokens", "0", "at", Long.toString(ahead));
        AtomicInteger sessions = new AtomicInteger();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                find(limited, List.of(new SessionKey(7, "s" + sessions.getAndIncrement()))))
                        .containsValue(SessionGate.Status.NEW));
    }

    @Test
    void twoInstances_shareOneBudget() {
        Map<String, String> limits = Map.of(
                "tapedeck.screen.new-sessions.burst", "100",
                "tapedeck.screen.new-sessions.per-second", "0.1",
                "tapedeck.screen.new-sessions.enforced", "true");
        SessionGate one = gate(limits);
        SessionGate two = gate(limits);
        Map<SessionKey, SessionGate.Status> all = new HashMap<>();
        for (int round = 0; round < 30; round++) {
            int from = round * 10;
            Uni.join()
                    .all(one.find(sessions("one-", from, from + 10)), two.find(sessions("two-", from, from + 10)))
                    .andFailFast()
                    .await()
                    .atMost(Duration.ofSeconds(10))
                    .forEach(all::putAll);
        }
        assertThat(all).hasSize(600);
        assertThat(all.values().stream().filter(SessionGate.Status.NEW::equals).count())
                .isBetween(95L, 105L);
    }

    private SessionGate gate(Map<String, String> values) {
        ScreenConfig config = TestConfig.of(values);
        ScreenMeters meters = new ScreenMeters(registry);
        ScreenRedis redis = new ScreenRedis(REDIS.redis(), config, meters);
        return new SessionGate(redis, new NewSessionLimiter(redis, config, meters), config, meters, clock);
    }

    private static Map<SessionKey, SessionGate.Status> find(SessionGate gate, Collection<SessionKey> sessions) {
        return gate.find(sessions).await().atMost(Duration.ofSeconds(10));
    }

    private static List<SessionKey> sessions(String prefix, int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(i -> new SessionKey(7, prefix + i))
                .toList();
    }
}
