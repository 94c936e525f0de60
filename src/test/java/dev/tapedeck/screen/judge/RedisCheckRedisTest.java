package dev.tapedeck.screen.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.screen.RedisServer;
import dev.tapedeck.screen.ScreenConfig;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.TestConfig;
import dev.tapedeck.screen.session.NewSessionLimiter;
import dev.tapedeck.telemetry.ScreenMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisCheckRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @AfterEach
    void allowAll() {
        acl("allkeys", "+@all");
        REDIS.send(Request.cmd(Command.REPLICAOF).arg("no").arg("one"));
        maxMemory(0);
    }

    @Test
    void isFineWhereAllIsAllowed() {
        assertThat(look()).singleElement().isInstanceOf(CheckResult.Fine.class);
    }

    /** New sessions are not limited then, and nothing else would say so. */
    @Test
    void seesThatTheBudgetOfNewSessionsIsRefused() {
        acl("resetkeys", "~@posthog/*", "~event_ingestion_restriction_*");
        assertThat(look())
                .singleElement()
                .isInstanceOfSatisfying(
                        CheckResult.Warning.class,
                        warning -> assertThat(warning.remedy()).contains("@tapedeck/*"));
    }

    /** Every message would wait for the answer that these give. */
    @ParameterizedTest
    @ValueSource(strings = {"resetkeys ~@posthog/* ~@tapedeck/*", "-exists", "-eval", "-set"})
    void seesThatWhatMessagesWaitForIsRefused(String rules) {
        acl(rules.split(" "));
        assertThat(look())
                .singleElement()
                .isInstanceOfSatisfying(
                        CheckResult.Broken.class,
                        broken -> assertThat(broken.what()).contains("does not let this user"));
    }

    /** It still answers what it is asked, so no message waits for it. */
    @Test
    void saysWhatFollowsWhereWritesAreRefused() {
        REDIS.send(Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg("1"));
        try {
            assertThat(look()).singleElement().isInstanceOfSatisfying(CheckResult.Broken.class, broken -> {
                assertThat(broken.what()).contains("is a replica that takes no writes (READONLY");
                assertThat(broken.why()).contains("is not remembered").doesNotContain("wait");
                assertThat(broken.remedy()).contains("set quarkus.redis.hosts to the primary");
            });
        } finally {
            REDIS.send(Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE"));
        }
    }

    @Test
    void saysThatAFullServerTakesNoWrites() {
        maxMemory(1);
        assertThat(look()).singleElement().isInstanceOfSatisfying(CheckResult.Broken.class, broken -> {
            assertThat(broken.what()).contains("takes no writes (OOM");
            assertThat(broken.remedy()).contains("room");
        });
    }

    private static void maxMemory(int bytes) {
        REDIS.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
    }

    private static void acl(String... rules) {
        Request request = Request.cmd(Command.ACL).arg("SETUSER").arg("default");
        List.of(rules).forEach(request::arg);
        REDIS.send(request);
    }

    private static List<CheckResult> look() {
        ScreenConfig config = TestConfig.defaults();
        ScreenMeters meters = new ScreenMeters(new SimpleMeterRegistry());
        ScreenRedis redis = new ScreenRedis(REDIS.redis(), config, meters);
        RedisCheck check = new RedisCheck(
                redis, redis, new NewSessionLimiter(redis, config, meters), new SmallRyeConfigBuilder().build());
        return check.look()
                .onFailure()
                .recoverWithUni(failure -> Uni.createFrom().item(List.of(check.explain(failure))))
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
