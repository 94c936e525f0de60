package dev.tapedeck.screen.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SnapshotHeaders;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.restriction.RestrictionSet.Match;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestrictionBookRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String DROP = RestrictionKind.DROP.redisKey();
    private static final String OVERFLOW = RestrictionKind.OVERFLOW.redisKey();
    private static final Set<RestrictionKind> ALL = EnumSet.allOf(RestrictionKind.class);

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RestrictionBook book = book();

    @Test
    void nothingRead_nothingIsInForceAndItIsTriedEverySecond() {
        assertThat(book.inForce()).isNull();
        assertThat(book.status().age()).isNull();
        assertThat(book.isDue()).isTrue();
        REDIS.stop();
        assertThat(reload().faults()).hasSize(3);
        assertThat(book.inForce()).isNull();
        assertThat(book.isDue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(book.isDue()).isTrue();
    }

    @Test
    void read_rulesOfRedisAndConfigurationAreInForce() {
        REDIS.set(DROP, items("a"));
        REDIS.set(OVERFLOW, items("b"));
        RestrictionBook.Reload reload = reload();
        assertThat(reload.added()).extracting(Restriction::token).containsExactlyInAnyOrder("a", "b");
        assertThat(kind("a")).isEqualTo(RestrictionKind.DROP);
        assertThat(kind("b")).isEqualTo(RestrictionKind.OVERFLOW);
        assertThat(kind("static")).isEqualTo(RestrictionKind.DEAD_LETTER);
        assertThat(kind("c")).isNull();
        clock.advance(Duration.ofSeconds(29));
        assertThat(book.isDue()).isFalse();
        assertThat(book.status().age()).isEqualTo(Duration.ofSeconds(29));
        assertThat(registry.get("tapedeck.screen.restrictions").gauge().value()).isEqualTo(3);
        clock.advance(Duration.ofSeconds(1));
        assertThat(book.isDue()).isTrue();
    }

    @Test
    void reload_tellsWhatHasChanged() {
        REDIS.set(DROP, items("a"));
        reload();
        REDIS.set(DROP, items("b"));
        RestrictionBook.Reload reload = reload();
        assertThat(reload.added()).extracting(Restriction::token).containsExactly("b");
        assertThat(reload.removed()).extracting(Restriction::token).containsExactly("a");
        REDIS.send(Request.cmd(Command.DEL).arg(DROP));
        assertThat(reload().removed()).extracting(Restriction::token).containsExactly("b");
        assertThat(kind("b")).isNull();
    }

    @Test
    void redisAway_theLastGoodSetStays() {
        REDIS.set(DROP, items("a"));
        reload();
        REDIS.stop();
        clock.advance(Duration.ofMinutes(10));
        RestrictionBook.Reload reload = reload();
        assertThat(reload.faults()).hasSize(3);
        assertThat(reload.removed()).isEmpty();
        assertThat(kind("a")).isEqualTo(RestrictionKind.DROP);
        assertThat(book.status().age()).isEqualTo(Duration.ofMinutes(10));
        clock.advance(Duration.ofSeconds(1));
        assertThat(book.isDue()).isTrue();
    }

    @Test
    void badItem_isCounted() {
        REDIS.set(DROP, "[{\"token\":1}," + items("a").substring(1));
        assertThat(reload().faults()).singleElement().asString().contains("item 0", "drop_event_from_ingestion");
        assertThat(kind("a")).isEqualTo(RestrictionKind.DROP);
        assertThat(registry.get("tapedeck.screen.restriction.faults")
                        .tag("kind", "drop")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void unreadableValue_keepsTheLastGoodRulesOfItsKind() {
        REDIS.set(DROP, items("a"));
        reload();
        for (String broken :
                new String[] {items("b") + "x]", "{}", "[" + items("b"), "[\"" + "x".repeat(2000) + "\"]"}) {
            REDIS.set(DROP, broken);
            REDIS.set(OVERFLOW, items("b"));
            reload();
        }
        REDIS.send(Request.cmd(Command.DEL).arg(DROP));
        REDIS.send(Request.cmd(Command.LPUSH).arg(DROP).arg("x"));
        assertThat(reload().faults()).hasSize(1);
        assertThat(kind("a")).isEqualTo(RestrictionKind.DROP);
        assertThat(kind("b")).isEqualTo(RestrictionKind.OVERFLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{}", "[{\"token\":\"a\"}", "[\"LONG\"]", "LIST", "HASH"})
    void unreadableValueAtTheFirstReading_everyMessageItMayConcernWaits(String value) {
        put(DROP, value);
        REDIS.set(OVERFLOW, items("b"));
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, false));
        assertThat(match("b", ALL)).isEqualTo(new Match(RestrictionKind.DROP, false));
        assertThat(match("b", Set.of(RestrictionKind.OVERFLOW))).isEqualTo(new Match(RestrictionKind.OVERFLOW, true));
        assertThat(book.status().age()).isNull();
        assertThat(book.status().unread()).containsExactly(DROP + ": all tokens");
        put(DROP, items("a"));
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("b", ALL)).isEqualTo(new Match(RestrictionKind.OVERFLOW, true));
        assertThat(book.status().unread()).isEmpty();
        put(DROP, value);
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("c", ALL)).isNull();
    }

    @Test
    void aRuleOfHigherPrecedenceDecides_whateverIsUnreadableBelowIt() {
        REDIS.set(DROP, items("a"));
        put(OVERFLOW, "nonsense");
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("b", ALL)).isEqualTo(new Match(RestrictionKind.OVERFLOW, false));
        assertThat(match("b", Set.of(RestrictionKind.DROP))).isNull();
    }

    @Test
    void badItemAtTheFirstReading_messagesOfItsTokenWait() {
        REDIS.set(DROP, bad("x") + "," + items("a").substring(1));
        reload();
        assertThat(match("x", ALL)).isEqualTo(new Match(RestrictionKind.DROP, false));
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("b", ALL)).isNull();
        assertThat(book.status().unread()).containsExactly(DROP + ": x");
        REDIS.set(DROP, "[{\"pipelines\":[\"session_recordings\"]}]");
        reload();
        assertThat(match("x", ALL)).isEqualTo(new Match(RestrictionKind.DROP, false));
        assertThat(match("b", ALL)).isNull();
        REDIS.set(DROP, "[]");
        reload();
        assertThat(match("x", ALL)).isNull();
    }

    @Test
    void badItem_leavesTheRulesOfItsTokenInForce() {
        REDIS.set(DROP, items("a"));
        reload();
        REDIS.set(DROP, bad("a") + "," + items("b").substring(1));
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("b", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        REDIS.set(DROP, bad("a") + "]");
        reload();
        assertThat(match("a", ALL)).isEqualTo(new Match(RestrictionKind.DROP, true));
        assertThat(match("b", ALL)).isNull();
    }

    @Test
    void badItemOfAnotherPipeline_concernsNobody() {
        REDIS.set(
                DROP,
                "[{\"version\":9,\"token\":\"x\",\"pipelines\":[\"analytics\"]},{\"version\":9,\"token\":\"y\"}]");
        assertThat(reload().faults()).hasSize(2);
        assertThat(match("x", ALL)).isNull();
        assertThat(match("y", ALL)).isNull();
    }

    @Test
    void unreadableAndIgnored_messagesPass() {
        RestrictionBook ignoring = book("ignore");
        put(DROP, "nonsense");
        REDIS.set(OVERFLOW, bad("x") + "]");
        ignoring.reload().await().atMost(Duration.ofSeconds(10));
        RestrictionSet rules = Objects.requireNonNull(ignoring.inForce());
        assertThat(rules.match(headers("a"), ALL)).isNull();
        assertThat(rules.match(headers("x"), ALL)).isNull();
        assertThat(ignoring.status().unread()).isEmpty();
    }

    private RestrictionBook book() {
        return book("wait");
    }

    private RestrictionBook book(String unreadable) {
        ScreenConfig config = TestConfig.of(Map.of(
                "tapedeck.screen.restrictions.unreadable", unreadable,
                "tapedeck.screen.restrictions.dead-letter", "static",
                "tapedeck.screen.restrictions.max-bytes", "1000"));
        ScreenMeters meters = new ScreenMeters(registry);
        return new RestrictionBook(new ScreenRedis(REDIS.redis(), config, meters), config, meters, clock);
    }

    private RestrictionBook.Reload reload() {
        return book.reload().await().atMost(Duration.ofSeconds(10));
    }

    private @Nullable RestrictionKind kind(String token) {
        Match match = match(token, ALL);
        return match == null ? null : match.kind();
    }

    private @Nullable Match match(String token, Set<RestrictionKind> kinds) {
        return Objects.requireNonNull(book.inForce()).match(headers(token), kinds);
    }

    private static SnapshotHeaders headers(String token) {
        return new SnapshotHeaders(token, "s", "p", null, null, null, null, null);
    }

    private static void put(String key, String value) {
        REDIS.send(Request.cmd(Command.DEL).arg(key));
        switch (value) {
            case "LIST" -> REDIS.send(Request.cmd(Command.LPUSH).arg(key).arg("x"));
            case "HASH" ->
                REDIS.send(Request.cmd(Command.HSET).arg(key).arg("x").arg("y"));
            default -> REDIS.set(key, value.replace("LONG", "x".repeat(2000)));
        }
    }

    /** An array's beginning with an item of a version that is not known. */
    private static String bad(String token) {
        return items(token).replace("}]", "}").replace("2", "9");
    }

    private static String items(String token) {
        return "[{\"version\":2,\"token\":\"" + token + "\",\"pipelines\":[\"session_recordings\"]}]";
    }
}
