package dev.tapedeck.screen;

import dev.tapedeck.telemetry.Addresses;
import dev.tapedeck.telemetry.Certificates;
import dev.tapedeck.telemetry.Check;
import dev.tapedeck.telemetry.Finding;
import dev.tapedeck.telemetry.Finding.Broken;
import dev.tapedeck.telemetry.Finding.Fine;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;

/** Whether Redis answers, lets us in, and takes what screening remembers about sessions. */
@Singleton
class RedisCheck implements Check {

    private static final String SUBJECT = "Redis";

    /** Ends by itself, and is no session's. */
    private static final String PROBE = "@posthog/replay/session-seen:tapedeck-check";

    private static final String BUDGET_PROBE = "@tapedeck/screen/new-sessions:check";

    private static final String READ = "return redis.call('GETRANGE', KEYS[1], 0, 0)";

    /** What the budget of new sessions does, which goes on without Redis and so would not tell that it is refused. */
    private static final String MEASURE = "redis.call('TIME') redis.call('HMGET', KEYS[1], 'at')"
            + " redis.call('HSET', KEYS[1], 'at', 0) return redis.call('PEXPIRE', KEYS[1], 1)";

    private final Redis redis;
    private final String address;

    RedisCheck(Redis redis, Config config) {
        this.redis = redis;
        this.address = Addresses.shown(
                config.getOptionalValue("quarkus.redis.hosts", String.class).orElse("no address"));
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<Finding>> look() {
        return Uni.createFrom()
                .deferred(() -> redis.send(
                        Request.cmd(Command.SET).arg(PROBE).arg("1").arg("EX").arg(1)))
                .chain(() ->
                        redis.send(Request.cmd(Command.EVAL).arg(READ).arg(1).arg(PROBE)))
                .chain(() ->
                        redis.send(Request.cmd(Command.EVAL).arg(MEASURE).arg(1).arg(BUDGET_PROBE)))
                .map(answer ->
                        List.of(new Fine(SUBJECT, "Redis answers, takes writes and runs scripts at " + address)));
    }

    @Override
    public Finding explain(Throwable failure) {
        if (Certificates.refused(failure)) {
            return broken(
                    "Redis at " + address + " shows no certificate that is trusted",
                    "name who vouches for it in the TLS configuration of quarkus.redis.tls-configuration-name");
        }
        String answer = String.valueOf(failure.getMessage()).toUpperCase(Locale.ROOT);
        if (answer.contains("AUTH") || answer.contains("WRONGPASS") || answer.contains("INVALID PASSWORD")) {
            return broken("Redis at " + address + " refuses the password", "set quarkus.redis.password");
        }
        // Refused inside a script, the word stands within the sentence.
        if (answer.contains("NOPERM") || answer.contains("ACL")) {
            return broken(
                    "Redis at " + address + " does not let this user write or run scripts",
                    "grant it SET, GETRANGE, EXISTS, EVAL, TIME, HMGET, HSET and PEXPIRE on @posthog/*, @tapedeck/* and"
                            + " event_ingestion_restriction_*");
        }
        if (answer.startsWith("READONLY")) {
            return broken(
                    "Redis at " + address + " is a replica that takes no writes",
                    "set quarkus.redis.hosts to the primary");
        }
        return broken("Redis does not answer at " + address, "start it, or set quarkus.redis.hosts to where it is");
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "messages wait instead of being recorded", remedy);
    }
}
