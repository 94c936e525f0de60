package dev.tapedeck.screen.judge;

import dev.tapedeck.diagnostics.Addresses;
import dev.tapedeck.diagnostics.Causes;
import dev.tapedeck.diagnostics.CheckResult;
import dev.tapedeck.diagnostics.CheckResult.Broken;
import dev.tapedeck.diagnostics.CheckResult.Fine;
import dev.tapedeck.diagnostics.CheckResult.Warning;
import dev.tapedeck.diagnostics.DependencyCheck;
import dev.tapedeck.diagnostics.PortDiagnosis;
import dev.tapedeck.screen.ScreenRedis;
import dev.tapedeck.screen.ScreenRedis.Write;
import dev.tapedeck.screen.SessionKey;
import dev.tapedeck.screen.restriction.RestrictionKind;
import dev.tapedeck.screen.restriction.RestrictionRedis;
import dev.tapedeck.screen.session.NewSessionLimiter;
import dev.tapedeck.screen.session.SessionGate;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** Whether Redis answers, lets us in, and takes what screening asks and remembers: asked in the same words. */
@Singleton
class RedisCheck implements DependencyCheck {

    private static final String SUBJECT = "Redis";
    private static final String KIND = "check";

    /** Of a key that ends by itself, and is no session's. */
    private static final String PROBE = "tapedeck-check";

    /** Nobody's: what is asked for a session that nothing is known of. */
    private static final SessionKey NOBODY = new SessionKey(SessionKey.NO_TEAM, "tapedeck-check-absent");

    /** How a refusal of Redis itself begins. */
    private static final Pattern REPLY = Pattern.compile("[A-Z]{3,} ");

    /** What the client puts before that. */
    private static final Pattern PLACE_IN_PIPELINE = Pattern.compile("^ERR \\[\\d+] ");

    /** Inside a script, and in other versions, the refusal has a sentence of its own. */
    private static final List<String> REFUSALS =
            List.of("NOPERM", "NO PERMISSIONS", "ACL FAILURE", "CAN'T RUN THIS COMMAND");

    private final ScreenRedis redis;
    private final ScreenRedis rules;
    private final NewSessionLimiter budget;
    private final String hosts;
    private final String otherHosts;
    private final boolean tls;
    private final String address;
    private final String seen;

    RedisCheck(
            ScreenRedis redis,
            @Identifier(RestrictionRedis.NAME) ScreenRedis rules,
            NewSessionLimiter budget,
            Config config) {
        this.redis = redis.patient();
        this.rules = rules.patient();
        this.budget = budget;
        this.seen = SessionGate.seen(config.getOptionalValue("tapedeck.screen.sessions.seen-prefix", String.class));
        this.hosts = shown(config, "quarkus.redis.hosts").orElse("");
        this.otherHosts = shown(config, "quarkus.redis.restrictions.hosts").orElse("");
        this.tls = hosts.startsWith("rediss")
                || config.getOptionalValue("quarkus.redis.tls-configuration-name", String.class)
                        .isPresent();
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
    public Uni<List<CheckResult>> look() {
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

    private Uni<CheckResult> measure() {
        CheckResult fine = new Fine(SUBJECT, "Redis answers, takes writes and runs scripts at " + address);
        CheckResult unmeasured = new Warning(
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
    public CheckResult explain(Throwable failure) {
        if (Causes.failedHandshake(failure) && !Causes.say(failure, "SSL/TLS record")) {
            return broken(
                    Causes.certificateClause("Redis at " + address, failure),
                    "name who vouches for it in the TLS configuration of quarkus.redis.tls-configuration-name");
        }
        String words = PLACE_IN_PIPELINE.matcher(Causes.words(failure)).replaceFirst("");
        return REPLY.matcher(words).lookingAt() ? refused(words.toUpperCase(Locale.ROOT), words) : unanswered(failure);
    }

    private Broken refused(String answer, String words) {
        String because = " (" + words + ")";
        if (answer.startsWith("ERR AUTH") || answer.contains("WITHOUT ANY PASSWORD")) {
            return broken("Redis at " + address + " knows no password" + because, "take quarkus.redis.password away");
        }
        if (answer.contains("AUTH") || answer.contains("WRONGPASS") || answer.contains("INVALID PASSWORD")) {
            return broken("Redis at " + address + " refuses the password" + because, "set quarkus.redis.password");
        }
        if (isRefusal(answer)) {
            return broken(
                    "Redis at " + address + " does not let this user write, read or run scripts" + because,
                    "grant it SET, GETRANGE, EXISTS and EVAL on @posthog/* and event_ingestion_restriction_*");
        }
        if (answer.startsWith("CROSSSLOT") || answer.startsWith("MOVED") || answer.contains("SAME SLOT")) {
            return broken(
                    "Redis at " + address + " is a cluster, whose scripts and commands take keys of one slot only",
                    "use a Redis that is no cluster");
        }
        if (answer.contains("READONLY")) {
            return forgetful("is a replica that takes no writes" + because, "set quarkus.redis.hosts to the primary");
        }
        if (answer.startsWith("MISCONF") || answer.startsWith("OOM") || answer.startsWith("NOREPLICAS")) {
            return forgetful("takes no writes" + because, "do as it says: it lacks room, memory or replicas");
        }
        if (answer.contains("DB INDEX")) {
            return broken(
                    "Redis at " + address + " has no such database" + because,
                    "correct the number at the end of quarkus.redis.hosts");
        }
        if (answer.startsWith("LOADING") || answer.startsWith("MASTERDOWN") || answer.startsWith("CLUSTERDOWN")) {
            return broken("Redis at " + address + " is not ready" + because, "wait until it is, or look into its log");
        }
        return broken("Redis at " + address + " refuses" + because, "do as it says, or look into its log");
    }

    /** It answers what it is asked, so nothing waits for it. */
    private Broken forgetful(String what, String remedy) {
        return new Broken(
                SUBJECT,
                "Redis at " + address + " " + what,
                "what is decided about a session is not remembered: it may be kept for another time, and counts as new again",
                remedy);
    }

    private Broken unanswered(Throwable failure) {
        PortDiagnosis port = PortDiagnosis.of(hosts, tls, failure);
        if (port.outcome() == PortDiagnosis.Outcome.OPEN && !otherHosts.isEmpty()) {
            port = PortDiagnosis.of(otherHosts, tls, failure);
        }
        return broken(
                "Redis does not answer at " + address + " (" + port.clause() + ")",
                port.remedy(
                        "quarkus.redis.hosts",
                        "write redis:// instead of rediss:// in quarkus.redis.hosts, or name its port with TLS",
                        "write rediss:// instead of redis:// in quarkus.redis.hosts",
                        "look into its log, and see that quarkus.redis.hosts names Redis"));
    }

    private static Broken broken(String what, String remedy) {
        return new Broken(SUBJECT, what, "messages wait instead of being recorded", remedy);
    }
}
