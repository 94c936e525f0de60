package dev.tapedeck.app.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the environment that configure PostHog's own ingester, as keys of Tapedeck. An empty variable counts as
 * none. Pure.
 */
final class PosthogVariables {

    private static final String IN = "mp.messaging.incoming.recordings.";
    private static final String OUT = "mp.messaging.outgoing.";
    private static final String TOPIC = ".topic";
    private static final String OUTPUT = "INGESTION_SESSIONREPLAY_OUTPUT_";
    private static final String REPLAY = "SESSION_RECORDING_";
    private static final String S3 = REPLAY + "V2_S3_";
    private static final String NEW_SESSIONS = REPLAY + "NEW_SESSION_";

    /** A variable that sets one key. */
    record Row(String variable, String key, UnaryOperator<String> conversion) {

        Row(String variable, String key) {
            this(variable, key, UnaryOperator.identity());
        }
    }

    static final List<Row> ROWS = List.of(
            new Row("KAFKA_HOSTS", "kafka.bootstrap.servers", PosthogVariables::brokers),
            new Row("KAFKA_SECURITY_PROTOCOL", "kafka.security.protocol", PosthogVariables::upper),
            new Row("KAFKA_SASL_MECHANISM", "kafka.sasl.mechanism", PosthogVariables::upper),
            new Row("KAFKA_TRUSTED_CERT_B64", "kafka.ssl.truststore.certificates", PosthogVariables::plain),
            new Row("KAFKA_CLIENT_CERT_B64", "kafka.ssl.keystore.certificate.chain", PosthogVariables::plain),
            new Row("KAFKA_CLIENT_CERT_KEY_B64", "kafka.ssl.keystore.key", PosthogVariables::plain),
            new Row("KAFKA_CLIENT_RACK", IN + "client.rack"),
            new Row("KAFKA_CONSUMER_METADATA_BROKER_LIST", IN + "bootstrap.servers", PosthogVariables::brokers),
            new Row("KAFKA_CONSUMER_SECURITY_PROTOCOL", IN + "security.protocol", PosthogVariables::upper),
            new Row("KAFKA_CONSUMER_SESSION_TIMEOUT_MS", IN + "session.timeout.ms", PosthogVariables::whole),
            new Row("KAFKA_CONSUMER_MAX_POLL_INTERVAL_MS", IN + "max.poll.interval.ms", PosthogVariables::whole),
            new Row("KAFKA_CONSUMER_AUTO_OFFSET_RESET", IN + "auto.offset.reset", PosthogVariables::reset),
            new Row("CONSUMER_BATCH_SIZE", IN + "max.poll.records", PosthogVariables::whole),
            new Row("INGESTION_SESSION_REPLAY_CONSUMER_CONSUME_TOPIC", IN + "topic"),
            new Row("INGESTION_SESSION_REPLAY_CONSUMER_GROUP_ID", IN + "group.id"),
            new Row(OUTPUT + "DLQ_TOPIC", OUT + "dead-letters" + TOPIC),
            new Row(OUTPUT + "OVERFLOW_TOPIC", OUT + "overflow" + TOPIC),
            new Row(OUTPUT + "REPLAY_EVENTS_TOPIC", OUT + "replay-events" + TOPIC),
            new Row(OUTPUT + "LOG_ENTRIES_TOPIC", OUT + "log-entries" + TOPIC),
            new Row(OUTPUT + "INGESTION_WARNINGS_TOPIC", OUT + "ingestion-warnings" + TOPIC),
            new Row("INGESTION_OVERFLOW_MODE", "tapedeck.screen.overflow.mode", PosthogVariables::overflow),
            new Row("POSTGRES_CONNECTION_POOL_SIZE", "quarkus.datasource.reactive.max-size", PosthogVariables::whole),
            new Row(REPLAY + "REDIS_TIMEOUT_MS", "tapedeck.screen.redis-timeout", PosthogVariables::millis),
            new Row(REPLAY + "MAX_BATCH_SIZE_KB", "tapedeck.session.batch-max-bytes", PosthogVariables::kilobytes),
            new Row(REPLAY + "MAX_BATCH_AGE_MS", "tapedeck.session.batch-max-age", PosthogVariables::millis),
            new Row(
                    REPLAY + "V2_MAX_EVENTS_PER_SESSION_PER_BATCH",
                    "tapedeck.session.max-events-per-batch",
                    PosthogVariables::whole),
            new Row(S3 + "ENDPOINT", "quarkus.s3.endpoint-override"),
            new Row(S3 + "REGION", "quarkus.s3.aws.region"),
            new Row(S3 + "BUCKET", "tapedeck.store.bucket"),
            new Row(S3 + "PREFIX", "tapedeck.store.prefix"),
            new Row(S3 + "TIMEOUT_MS", "quarkus.s3.api-call-timeout", PosthogVariables::millis),
            new Row(NEW_SESSIONS + "BUCKET_CAPACITY", "tapedeck.screen.new-sessions.burst", PosthogVariables::whole),
            new Row(NEW_SESSIONS + "BUCKET_REPLENISH_RATE", "tapedeck.screen.new-sessions.per-second"),
            new Row(NEW_SESSIONS + "BLOCKING_ENABLED", "tapedeck.screen.new-sessions.enforced", PosthogVariables::flag),
            new Row("HTTP_SERVER_PORT", "quarkus.management.port", PosthogVariables::whole));

    /** Topics that PostHog puts {@code KAFKA_PREFIX} before, where no variable names another. */
    static final Map<String, String> PREFIXED = Map.of(
            IN + "topic", "session_recording_snapshot_item_events",
            OUT + "dead-letters" + TOPIC, "session_recording_snapshot_item_dlq",
            OUT + "overflow" + TOPIC, "session_recording_snapshot_item_overflow",
            OUT + "replay-events" + TOPIC, "clickhouse_session_replay_events",
            OUT + "log-entries" + TOPIC, "log_entries",
            OUT + "ingestion-warnings" + TOPIC, "clickhouse_ingestion_warnings");

    /** Variables that set keys together with others, or more than one. */
    static final Set<String> COMBINED = Set.of(
            "KAFKA_PREFIX",
            "KAFKA_SASL_USER",
            "KAFKA_SASL_PASSWORD",
            "DATABASE_URL",
            "DATABASE_READONLY_URL",
            "POSTHOG_DB_NAME",
            "POSTHOG_DB_USER",
            "POSTHOG_DB_PASSWORD",
            "POSTHOG_DB_HOST",
            "POSTHOG_DB_PORT",
            "POSTHOG_POSTGRES_HOST",
            "POSTHOG_POSTGRES_PORT",
            "POSTHOG_POSTGRES_SSL_MODE",
            "POSTHOG_SESSION_RECORDING_REDIS_HOST",
            "POSTHOG_SESSION_RECORDING_REDIS_PORT",
            "INGESTION_REDIS_HOST",
            "INGESTION_REDIS_PORT",
            "POSTHOG_REDIS_HOST",
            "POSTHOG_REDIS_PORT",
            "POSTHOG_REDIS_PASSWORD",
            "REDIS_URL",
            S3 + "ACCESS_KEY_ID",
            S3 + "SECRET_ACCESS_KEY",
            REPLAY + "SESSION_TRACKER_CACHE_TTL_MS",
            REPLAY + "SESSION_FILTER_CACHE_TTL_MS",
            REPLAY + "KMS_ENDPOINT",
            REPLAY + "DYNAMODB_ENDPOINT");

    /** What begins so is the ingester's; what is not above has no equal here. */
    private static final List<String> OF_INGESTER =
            List.of(REPLAY, OUTPUT, "INGESTION_SESSION_REPLAY_", "KAFKA_CONSUMER_", "KAFKA_SASL_", "CONSUMER_");

    private static final String OWN_KEYS = "@tapedeck/";

    private final Map<String, String> environment;
    private final Map<String, String> keys = new TreeMap<>();
    private final List<String> mistakes = new ArrayList<>();

    /**
     * What the variables say.
     *
     * @param keys the keys that they set, with their values
     * @param unused those that have no equal here
     * @param mistakes a sentence for each one whose value cannot be meant
     */
    record Reading(Map<String, String> keys, List<String> unused, List<String> mistakes) {}

    private PosthogVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Reads the variables of an environment. */
    static Reading of(Map<String, String> environment) {
        PosthogVariables variables = new PosthogVariables(environment);
        variables.read();
        return new Reading(Map.copyOf(variables.keys), variables.unused(), List.copyOf(variables.mistakes));
    }

    private void read() {
        String prefix = get("KAFKA_PREFIX");
        if (prefix != null) {
            PREFIXED.forEach((key, topic) -> keys.put(key, prefix + topic));
        }
        for (Row row : ROWS) {
            set(row.key(), row.variable(), get(row.variable()), row.conversion());
        }
        kafka();
        PosthogAddresses addresses = new PosthogAddresses(this::get);
        keys.putAll(addresses.postgres());
        keys.putAll(addresses.redis());
        mistakes.addAll(addresses.mistakes());
        storage();
        shortest(
                "tapedeck.screen.sessions.cache-for",
                REPLAY + "SESSION_TRACKER_CACHE_TTL_MS",
                REPLAY + "SESSION_FILTER_CACHE_TTL_MS");
        if (get(REPLAY + "KMS_ENDPOINT") != null || get(REPLAY + "DYNAMODB_ENDPOINT") != null) {
            keys.put("tapedeck.screen.sessions.seen-prefix", OWN_KEYS);
        }
    }

    private void kafka() {
        String user = get("KAFKA_SASL_USER");
        String password = get("KAFKA_SASL_PASSWORD");
        if (user != null && password != null) {
            boolean scram = keys.getOrDefault("kafka.sasl.mechanism", "PLAIN").startsWith("SCRAM");
            keys.put(
                    "kafka.sasl.jaas.config",
                    "org.apache.kafka.common.security." + (scram ? "scram.Scram" : "plain.Plain")
                            + "LoginModule required username=" + quoted(user) + " password=" + quoted(password) + ';');
            keys.putIfAbsent("kafka.sasl.mechanism", "PLAIN");
        }
        if (keys.containsKey("kafka.ssl.truststore.certificates")) {
            keys.put("kafka.ssl.truststore.type", "PEM");
        }
        if (keys.containsKey("kafka.ssl.keystore.key")) {
            keys.put("kafka.ssl.keystore.type", "PEM");
        }
    }

    /** PostHog takes the default chain of credentials unless it has both. */
    private void storage() {
        String id = get(S3 + "ACCESS_KEY_ID");
        String secret = get(S3 + "SECRET_ACCESS_KEY");
        if (id != null && secret != null) {
            keys.put("quarkus.s3.aws.credentials.type", "static");
            keys.put("quarkus.s3.aws.credentials.static-provider.access-key-id", id);
            keys.put("quarkus.s3.aws.credentials.static-provider.secret-access-key", secret);
        } else if (environment.containsKey(S3 + "ACCESS_KEY_ID") || environment.containsKey(S3 + "SECRET_ACCESS_KEY")) {
            keys.put("quarkus.s3.aws.credentials.type", "default");
        }
    }

    private void shortest(String key, String... variables) {
        Stream.of(variables).filter(variable -> get(variable) != null).forEach(variable -> {
            String before = keys.get(key);
            set(key, variable, get(variable), PosthogVariables::millis);
            if (before != null && length(before) < length(String.valueOf(keys.get(key)))) {
                keys.put(key, before);
            }
        });
    }

    private static long length(String millis) {
        return Long.parseLong(millis.substring(0, millis.length() - 2));
    }

    private void set(String key, String variable, @Nullable String value, UnaryOperator<String> conversion) {
        if (value == null) {
            return;
        }
        try {
            keys.put(key, conversion.apply(value));
        } catch (IllegalArgumentException e) {
            mistakes.add("the variable " + variable + " has a value that cannot be meant");
        }
    }

    private List<String> unused() {
        Set<String> known = ROWS.stream().map(Row::variable).collect(Collectors.toCollection(TreeSet::new));
        known.addAll(COMBINED);
        known.remove(REPLAY + "KMS_ENDPOINT");
        known.remove(REPLAY + "DYNAMODB_ENDPOINT");
        return environment.keySet().stream()
                .filter(name -> get(name) != null && !known.contains(name))
                .filter(name -> OF_INGESTER.stream().anyMatch(name::startsWith))
                .sorted()
                .toList();
    }

    private @Nullable String get(String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String brokers(String value) {
        return Stream.of(value.split(","))
                .map(broker -> broker.strip().replaceFirst("^[a-z+]+://", ""))
                .collect(Collectors.joining(","));
    }

    private static String upper(String value) {
        return value.toUpperCase(Locale.ROOT);
    }

    private static String reset(String value) {
        return switch (value) {
            case "smallest", "beginning" -> "earliest";
            case "largest", "end" -> "latest";
            default -> value;
        };
    }

    /** Only what restrictions name: PostHog does not find hot sessions by itself. */
    private static String overflow(String value) {
        return value.equalsIgnoreCase("redirect") ? "forced" : "disabled";
    }

    private static String whole(String value) {
        return Long.toString(Long.parseLong(value));
    }

    private static String millis(String value) {
        return whole(value) + "ms";
    }

    private static String kilobytes(String value) {
        return whole(value) + "K";
    }

    private static String flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "true", "t", "yes", "y", "on" -> "true";
            case "0", "false", "f", "no", "n", "off" -> "false";
            default -> throw new IllegalArgumentException(value);
        };
    }

    private static String plain(String value) {
        return new String(Base64.getDecoder().decode(value.replaceAll("\\s", "")), UTF_8);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
