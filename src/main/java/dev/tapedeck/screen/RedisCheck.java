package dev.tapedeck.screen;

import dev.tapedeck.screen.ScreenRedis.Write;
import dev.tapedeck.telemetry.Addresses;
import dev.tapedeck.telemetry.Certificates;
import dev.tapedeck.telemetry.Check;
import dev.tapedeck.telemetry.Finding;
import dev.tapedeck.telemetry.Finding.Broken;
import dev.tapedeck.telemetry.Finding.Fine;
import dev.tapedeck.telemetry.Finding.Warning;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Whether Redis answers, lets us in, and takes what screening asks and remembers: asked in the same words. */
@Singleton
class RedisCheck implements Check {

    private static final String SUBJECT = "Redis";
    private static final String KIND = "check";

    /** Of a key that ends by itself, and is no session's. */
    private static final String PROBE = "tapedeck-check";

    /** Nobody's: what is asked for a session that nothing is known of. */
    private static final SessionKey NOBODY = new SessionKey(SessionKey.NO_TEAM, "tapedeck-check-absent");

    /** Inside a script, and in other versions, the refusal has a sentence of its own. */
    private static final List<String> REFUSALS =
            List.of("NOPERM", "NO PERMISSIONS", "ACL FAILURE", "CAN'T RUN THIS COMMAND");

    private final ScreenRedis redis;
    private final ScreenRedis rules;
    private final NewSessionBudget budget;
    private final String address;
    private final String seen;

    RedisCheck(
            ScreenRedis redis,
            @Identifier(RestrictionRedis.NAME) ScreenRedis rules,
            NewSessionBudget budget,
            Config config) {
        this.redis = redis;
        this.rules = rules;
        this.budget = budget;
        this.seen = SessionGate.seen(config.getOptionalValue("tapedeck.screen.sessions.seen-prefix", String.class));
        this.address = shown(config, "quarkus.redis.hosts").orElse("no address")
                + shown(config, "quarkus.redis.restrictions.hosts")
                        .map(other -> " (restrictions: " + other + ")")
                        .orElse("");
    }

    private static Optional<String> shown(Config config, String key) {
        return config.getOptionalValue(key, String.class).map(Addresses::shown);
    }

    @Override
    public String subject() {
        return SUBJECT;
    }

    @Override
    public Uni<List<Finding>> look() {
        List<String> keys = Arrays.stream(RestrictionKind.values())
                .map(RestrictionKind::redisKey)
                .toList();
        return redis.write(KIND, List.of(new Write(seen + PROBE, "1", false)), Duration.ofSeconds(1))
                .chain(() -> redis.heads(KIND, SessionGate.keys(seen, List.of(NOBODY)), 1))
                .chain(() -> Uni.join()
                        .all(keys.stream().map(key -> rules.head(KIND, key, 1)).toList())
                        .andFailFast())
                .chain(this::measure)
                .map(List::of);
    }

    private Uni<Finding> measure() {
        Finding fine = new Fine(SUBJECT, "Redis answers, takes writes and runs scripts at " + address);
        Finding unmeasured = new Warning(
                SUBJECT,
                "Redis at " + address + " does not let this user count the sessions that begin",
                "the limit of new sessions does not count",
                "grant it EVAL, TIME, HMGET, HSET and PEXPIRE on @tapedeck/*");
        return budget.probe()
                .replaceWith(fine)
                .onFailure(failure -> isRefusal(answer(failure)))
                .recoverWithItem(unmeasured);
    }

    private static String answer(Throwable failure) {
        return String.valueOf(failure.getMessage()).toUpperCase(Locale.ROOT);
    }

    private static boolean isRefusal(String answer) {
        return REFUSALS.stream().anyMatch(answer::contains);
    }

    @Override
    public Finding explain(Throwable failure) {
        if (Certificates.refused(failure)) {
            return broken(
                    "Redis at " + address + " shows no certificate that is trusted",
                    "name who vouches for it in the TLS configuration of quarkus.redis.tls-configuration-name");
        }
        String answer = answer(failure);
        if (answer.contains("AUTH") || answer.contains("WRONGPASS") || answer.contains("INVALID PASSWORD")) {
            return broken("Redis at " + address + " refuses the password", "set quarkus.redis.password");
        }
        if (isRefusal(answer)) {
            return broken(
                    "Redis at " + address + " does not let this user write, read or run scripts",
                    "grant it SET, GETRANGE, EXISTS and EVAL on @posthog/* and event_ingestion_restriction_*");
        }
        if (answer.startsWith("CROSSSLOT") || answer.contains("SAME SLOT")) {
            return broken(
                    "Redis at " + address + " is a cluster, whose scripts and commands take keys of one slot only",
                    "use a Redis that is no cluster");
        }
        String refusal = RedisWrites.refusal(failure);
        if (refusal != null) {
            boolean replica = refusal.startsWith("READONLY");
            return new Broken(
                    SUBJECT,
                    "Redis at " + address
                            + (replica ? " is a replica that takes no writes" : " takes no writes: " + refusal),
                    "the retention of sessions is not remembered, and new sessions are not counted",
                    replica ? "set quarkus.redis.hosts to the primary" : "make room on its disk and in its memory");
        }
        return broken("Redis does not answer at " + address, "start it, or set quarkus.redis.hosts to where it is");
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "messages wait instead of being recorded", remedy);
    }
}
