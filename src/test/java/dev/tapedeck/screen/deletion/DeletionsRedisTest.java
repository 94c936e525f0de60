package dev.tapedeck.screen.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.screen.ManualClock;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenConfig.Deletions.Source;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.session.SessionGate;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DeletionsRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private static final SessionKey KEY = new SessionKey(7, "s");
    private static final SessionKey OTHER = new SessionKey(8, "s");
    private static final String IN_REDIS = "@posthog/replay/recording-key:7:s";

    private final ManualClock clock = new ManualClock();
    private final ScreenMeters meters = new ScreenMeters(new SimpleMeterRegistry());
    private final ScreenConfig config = TestConfig.of(Map.of("tapedeck.screen.deletions.sources", "postgres,redis"));
    private final Database database = new Database();
    private final Deletions deletions = deletions(config);

    @Test
    void deletedByWhicheverSource_isDeleted() {
        database.deleted.add(OTHER);
        REDIS.set(
                IN_REDIS,
                "{\"plaintextKey\":\"\",\"encryptedKey\":\"\",\"sessionState\":\"deleted\",\"deletedAt\":1,\"deletedBy\":\"a\"}");
        assertThat(find(KEY, OTHER))
                .isEqualTo(Map.of(KEY, SessionGate.Status.DELETED, OTHER, SessionGate.Status.DELETED));
    }

    @Test
    void whatIsNoMarkOfADeletion_isNone() {
        for (String value :
                List.of("{\"sessionState\":\"ciphertext\",\"deletedAt\":null}", "deleted", "[", "null", "7")) {
            REDIS.set(IN_REDIS, value);
            assertThat(find(KEY)).as(value).isEmpty();
            clock.advance(Duration.ofMinutes(1));
        }
        REDIS.send(Request.cmd(Command.DEL).arg(IN_REDIS));
        REDIS.send(Request.cmd(Command.LPUSH).arg(IN_REDIS).arg("x"));
        assertThat(find(KEY)).isEmpty();
    }

    @Test
    void deletedWhileItIsRecorded_isFoundAfterThirtySeconds() {
        assertThat(find(KEY)).isEmpty();
        database.deleted.add(KEY);
        clock.advance(Duration.ofSeconds(29));
        assertThat(find(KEY)).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        assertThat(find(KEY)).containsValue(SessionGate.Status.DELETED);
        database.deleted.clear();
        clock.advance(Duration.ofMinutes(10));
        assertThat(find(KEY)).as("it stays deleted").containsValue(SessionGate.Status.DELETED);
    }

    @Test
    void aSourceIsAway_newSessionsWaitAndKnownOnesStand() {
        assertThat(find(KEY)).isEmpty();
        database.away = true;
        clock.advance(Duration.ofMinutes(10));
        assertThat(find(KEY, OTHER)).isEqualTo(Map.of(OTHER, SessionGate.Status.DELETION_UNKNOWN));
        database.away = false;
        assertThat(find(OTHER)).as("the database is left alone").containsValue(SessionGate.Status.DELETION_UNKNOWN);
        clock.advance(Duration.ofSeconds(1));
        assertThat(find(KEY, OTHER)).isEmpty();
    }

    @Test
    void redisRefusesToTell_newSessionsWait() {
        REDIS.send(Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("-get"));
        try {
            assertThat(find(KEY)).containsValue(SessionGate.Status.DELETION_UNKNOWN);
        } finally {
            REDIS.send(Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("+get"));
        }
    }

    @Test
    void nobodyIsAsked_nothingIsDeleted() {
        database.deleted.add(KEY);
        Deletions off = deletions(TestConfig.defaults());
        assertThat(off.find(List.of(KEY)).await().atMost(Duration.ofSeconds(10)))
                .isEmpty();
        assertThat(database.asked).isZero();
    }

    private Map<SessionKey, SessionGate.Status> find(SessionKey... sessions) {
        return deletions.find(List.of(sessions)).await().atMost(Duration.ofSeconds(10));
    }

    private Deletions deletions(ScreenConfig with) {
        return new Deletions(
                List.of(database, new RedisDeletions(new ScreenRedis(REDIS.redis(), with, meters))),
                with,
                meters,
                clock);
    }

    private static final class Database implements DeletionSource {

        private final Set<SessionKey> deleted = new HashSet<>();
        private boolean away;
        private int asked;

        @Override
        public Source source() {
            return Source.POSTGRES;
        }

        @Override
        public Uni<Set<SessionKey>> deleted(Collection<SessionKey> sessions) {
            asked++;
            Set<SessionKey> found = new HashSet<>(sessions);
            found.retainAll(deleted);
            return away
                    ? Uni.createFrom().failure(new IOException("no database"))
                    : Uni.createFrom().item(found);
        }
    }
}
