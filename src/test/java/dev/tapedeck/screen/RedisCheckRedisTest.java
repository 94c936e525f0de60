package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.telemetry.Finding;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisCheckRedisTest {

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    @Test
    void isFineWhereAllIsAllowed() {
        assertThat(look()).allMatch(Finding.Fine.class::isInstance);
    }

    /** New sessions are not limited then, and nothing else would say so. */
    @Test
    void seesThatTheBudgetOfNewSessionsIsRefused() {
        acl("resetkeys", "~@posthog/*", "~event_ingestion_restriction_*");
        try {
            assertThat(look())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Finding.Broken.class,
                            broken -> assertThat(broken.toString()).contains("@tapedeck/*"));
        } finally {
            acl("allkeys");
        }
    }

    private static void acl(String... rules) {
        Request request = Request.cmd(Command.ACL).arg("SETUSER").arg("default");
        List.of(rules).forEach(request::arg);
        REDIS.send(request);
    }

    private static List<Finding> look() {
        RedisCheck check = new RedisCheck(REDIS.redis(), new SmallRyeConfigBuilder().build());
        return check.look()
                .onFailure()
                .recoverWithUni(failure -> Uni.createFrom().item(List.of(check.explain(failure))))
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
