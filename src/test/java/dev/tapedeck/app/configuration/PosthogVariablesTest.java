package dev.tapedeck.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PosthogVariablesTest {

    private static final String URL = "quarkus.datasource.reactive.url";
    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String REDIS = "quarkus.redis.hosts";
    private static final String RESTRICTIONS = "quarkus.redis.restrictions.hosts";

    @ParameterizedTest
    @CsvSource({
        "KAFKA_HOSTS, 'kafka://one:9092, two:9092', kafka.bootstrap.servers, 'one:9092,two:9092'",
        "KAFKA_SECURITY_PROTOCOL, sasl_ssl, kafka.security.protocol, SASL_SSL",
        "KAFKA_TRUSTED_CERT_B64, Y2VydA==, kafka.ssl.truststore.certificates, cert",
        "SESSION_RECORDING_MAX_BATCH_SIZE_KB, 102400, tapedeck.session.batch-max-bytes, 102400K",
        "SESSION_RECORDING_MAX_BATCH_AGE_MS, 10000, tapedeck.session.batch-max-age, 10000ms",
        "SESSION_RECORDING_V2_S3_TIMEOUT_MS, 30000, quarkus.s3.api-call-timeout, 30000ms",
        "SESSION_RECORDING_NEW_SESSION_BLOCKING_ENABLED, 1, tapedeck.screen.new-sessions.enforced, true",
        "INGESTION_OVERFLOW_MODE, redirect, tapedeck.screen.overflow.mode, forced",
        "INGESTION_OVERFLOW_MODE, disabled, tapedeck.screen.overflow.mode, disabled",
        "SESSION_RECORDING_DYNAMODB_ENDPOINT, http://d, tapedeck.screen.sessions.seen-prefix, @tapedeck/",
        "HTTP_SERVER_PORT, 6739, quarkus.management.port, 6739",
        "KAFKA_PREFIX, eu_, mp.messaging.outgoing.log-entries.topic, eu_log_entries"
    })
    void aVariableSetsAKey(String variable, String value, String key, String converted) {
        assertThat(keys(Map.of(variable, value))).containsEntry(key, converted);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://u:p@db:5433/posthog, postgresql://db:5433/posthog, u, p",
        "postgresql://u:p@db/other, postgresql://db:5432/other, u, p",
        "postgres://u:p%40%24ss@db:5432/x?sslmode=no-verify&pool=5, postgresql://db:5432/x?sslmode=require, u, p@$ss",
        "postgres://u:p@s/s:+%@db:5432/x?application_name=a, postgresql://db:5432/x?application_name=a, u, p@s/s:+%",
        "postgres://u@[::1]:5432, postgresql://[::1]:5432/posthog, u,"
    })
    void theAddressOfTheDatabaseIsTakenApart(String url, String address, String user, String password) {
        Map<String, String> keys = keys(Map.of("DATABASE_URL", url, "POSTHOG_DB_USER", "nobody"));
        assertThat(keys).containsEntry(URL, address).containsEntry(USER, user);
        assertThat(keys.get(PASSWORD)).isEqualTo(password);
    }

    @Test
    void theDatabaseMayBeNamedInParts() {
        assertThat(keys(Map.of(
                        "POSTHOG_DB_NAME", "p",
                        "POSTHOG_DB_USER", "u",
                        "POSTHOG_DB_PASSWORD", "s",
                        "POSTHOG_POSTGRES_HOST", "db",
                        "POSTHOG_POSTGRES_SSL_MODE", "require")))
                .isEqualTo(Map.of(URL, "postgresql://db:5432/p?sslmode=require", USER, "u", PASSWORD, "s"));
    }

    @Test
    void whatHasNoRedisOfItsOwnIsInTheSharedOne() {
        assertThat(keys(Map.of("REDIS_URL", "rediss://:s@r:6380/1"))).isEqualTo(Map.of(REDIS, "rediss://:s@r:6380/1"));
        assertThat(keys(Map.of("POSTHOG_REDIS_HOST", "r", "POSTHOG_REDIS_PASSWORD", "a b@c")))
                .isEqualTo(Map.of(REDIS, "redis://:a%20b%40c@r:6379"));
        assertThat(keys(Map.of(
                        "REDIS_URL", "redis://r/",
                        "POSTHOG_SESSION_RECORDING_REDIS_HOST", "s",
                        "POSTHOG_SESSION_RECORDING_REDIS_PORT", "6380")))
                .isEqualTo(Map.of(REDIS, "redis://s:6380", RESTRICTIONS, "redis://r/"));
        assertThat(keys(Map.of(
                        "POSTHOG_SESSION_RECORDING_REDIS_HOST",
                        "rediss://s",
                        "INGESTION_REDIS_HOST",
                        "rediss://i:7/0")))
                .isEqualTo(Map.of(REDIS, "rediss://s:6379", RESTRICTIONS, "rediss://i:7/0"));
    }

    @ParameterizedTest
    @CsvSource({"plain, PLAIN, plain.PlainLoginModule", "scram-sha-512, SCRAM-SHA-512, scram.ScramLoginModule"})
    void credentialsForKafkaBecomeALoginModule(String mechanism, String used, String module) {
        SmallRyeConfig config = config(Map.of(
                "KAFKA_SASL_MECHANISM", mechanism, "KAFKA_SASL_USER", "u", "KAFKA_SASL_PASSWORD", "a\"b\\$${c}"));
        assertThat(config.getRawValue("kafka.sasl.mechanism")).isEqualTo(used);
        assertThat(config.getRawValue("KAFKA_SASL_MECHANISM"))
                .as("Kafka's clients read it too")
                .isEqualTo(used);
        assertThat(config.getValue("kafka.sasl.jaas.config", String.class))
                .isEqualTo("org.apache.kafka.common.security." + module
                        + " required username=\"u\" password=\"a\\\"b\\\\$${c}\";");
    }

    @Test
    void credentialsForS3AreUsedWhenThereAreBoth() {
        String type = "quarkus.s3.aws.credentials.type";
        String id = "SESSION_RECORDING_V2_S3_ACCESS_KEY_ID";
        String secret = "SESSION_RECORDING_V2_S3_SECRET_ACCESS_KEY";
        assertThat(keys(Map.of(id, "i", secret, "s")))
                .containsEntry(type, "static")
                .hasSize(3);
        assertThat(keys(Map.of(id, "", secret, ""))).isEqualTo(Map.of(type, "default"));
        assertThat(keys(Map.of())).isEmpty();
    }

    @Test
    void theShorterOfTwoCachesCounts() {
        String tracker = "SESSION_RECORDING_SESSION_TRACKER_CACHE_TTL_MS";
        String filter = "SESSION_RECORDING_SESSION_FILTER_CACHE_TTL_MS";
        String key = "tapedeck.screen.sessions.cache-for";
        assertThat(keys(Map.of(tracker, "2000", filter, "1000"))).isEqualTo(Map.of(key, "1000ms"));
        assertThat(keys(Map.of(tracker, "1000", filter, "2000"))).isEqualTo(Map.of(key, "1000ms"));
        assertThat(keys(Map.of(filter, "2000"))).isEqualTo(Map.of(key, "2000ms"));
    }

    @Test
    void emptyVariablesAreNone() {
        assertThat(keys(Map.of("KAFKA_HOSTS", "", "KAFKA_PREFIX", " ", "HTTP_SERVER_PORT", "")))
                .isEmpty();
    }

    @Test
    void whatHasNoEqualIsNamed_andNothingOfOthers() {
        assertThat(PosthogVariables.of(Map.of(
                                "SESSION_RECORDING_FEATURES_ENABLED", "true",
                                "INGESTION_SESSIONREPLAY_OUTPUT_TOPHOG_TOPIC", "t",
                                "KAFKA_CONSUMER_FETCH_WAIT_MAX_MS", "5",
                                "SESSION_RECORDING_KMS_ENDPOINT", "http://k",
                                "SESSION_RECORDING_DEBUG_PARTITION", "",
                                "SESSION_RECORDING_V2_S3_BUCKET", "b",
                                "CLICKHOUSE_HOST", "c",
                                "PATH", "/bin"))
                        .unused())
                .containsExactly(
                        "INGESTION_SESSIONREPLAY_OUTPUT_TOPHOG_TOPIC",
                        "KAFKA_CONSUMER_FETCH_WAIT_MAX_MS",
                        "SESSION_RECORDING_FEATURES_ENABLED",
                        "SESSION_RECORDING_KMS_ENDPOINT");
    }

    @Test
    void valuesThatCannotBeMeantAreNamed() {
        assertThat(PosthogVariables.of(Map.of(
                                "SESSION_RECORDING_MAX_BATCH_AGE_MS", "10s",
                                "SESSION_RECORDING_NEW_SESSION_BLOCKING_ENABLED", "perhaps",
                                "KAFKA_TRUSTED_CERT_B64", "%",
                                "DATABASE_URL", "mysql://secret@db"))
                        .mistakes())
                .hasSize(4)
                .anyMatch(mistake -> mistake.contains("SESSION_RECORDING_MAX_BATCH_AGE_MS"))
                .noneMatch(mistake -> mistake.contains("secret"));
    }

    @Test
    void tapedecksOwnKeysGoFirst() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(PosthogEnvironment.sources(Map.of("KAFKA_HOSTS", "theirs:1"), true))
                .withSources(new io.smallrye.config.EnvConfigSource(Map.of("KAFKA_BOOTSTRAP_SERVERS", "ours:1"), 300))
                .build();
        assertThat(config.getRawValue("kafka.bootstrap.servers")).isEqualTo("ours:1");
        assertThat(config.getRawValue(PosthogEnvironment.GROUP)).isEqualTo("session-recordings-blob-v2");
    }

    @Test
    void theDocumentNamesEveryVariable() throws IOException {
        String text = Files.readString(Path.of("docs/posthog.md"));
        List<String> rows = text.lines().filter(line -> line.startsWith("| `")).toList();
        for (PosthogVariables.Row row : PosthogVariables.ROWS) {
            assertThat(rows)
                    .as(row.variable())
                    .anyMatch(line ->
                            line.startsWith("| `" + row.variable() + "` |") && line.contains("`" + row.key() + "`"));
        }
        var documented = rows.stream()
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> Pattern.compile("`([A-Z0-9_]+)`").matcher(cell).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                PosthogVariables.ROWS.stream().map(PosthogVariables.Row::variable),
                                PosthogVariables.COMBINED.stream())
                        .toList());
    }

    private static Map<String, String> keys(Map<String, String> environment) {
        return PosthogVariables.of(environment).keys();
    }

    private static SmallRyeConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(PosthogEnvironment.sources(environment, false))
                .build();
    }
}
