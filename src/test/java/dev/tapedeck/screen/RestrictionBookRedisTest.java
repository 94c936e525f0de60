package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RestrictionBookRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final String DROP = RestrictionKind.DROP.redisKey();
    private static final String OVERFLOW = RestrictionKind.OVERFLOW.redisKey();

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
        RestrictionReload reload = reload();
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
        RestrictionReload reload = reload();
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
        RestrictionReload reload = reload();
        assertThat(reload.faults()).hasSize(3);
        assertThat(reload.removed()).isEmpty();
        assertThat(kind("a")).isEqualTo(RestrictionKind.DROP);
        assertThat(book.status().age()).isEqualTo(Duration.ofMinutes(10));
        clock.advance(Duration.ofSeconds(1));
        assertThat(book.isDue()).isTrue();
    }

    @Test
    void badItem_costsItselfAndIsCounted() {
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

    private RestrictionBook book() {
        ScreenConfig config = TestConfig.of(Map.of(
                "tapedeck.screen.restrictions.dead-letter", "static",
                "tapedeck.screen.restrictions.max-bytes", "1000"));
        ScreenMeters meters = new ScreenMeters(registry);
        return new RestrictionBook(new ScreenRedis(REDIS.redis(), config, meters), config, meters, clock);
    }

    private RestrictionReload reload() {
        return book.reload().await().atMost(Duration.ofSeconds(10));
    }

    private @Nullable RestrictionKind kind(String token) {
        RestrictionSet rules = book.inForce();
        assertThat(rules).isNotNull();
        return rules == null ? null : rules.match(new ReplayHeaders(token, "s", "p", null, null, null, null, null));
    }

    private static String items(String token) {
        return "[{\"version\":2,\"token\":\"" + token + "\",\"pipelines\":[\"session_recordings\"]}]";
    }
}
