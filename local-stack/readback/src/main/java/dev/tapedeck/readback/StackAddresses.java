package dev.tapedeck.readback;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where the servers of a local stack are.
 *
 * @param entries what the launcher wrote, by its keys
 */
public record StackAddresses(Map<String, String> entries) {

    /** Reads the launcher's file. */
    public static StackAddresses read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> entries = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> entries.put(name, properties.getProperty(name)));
        return new StackAddresses(entries);
    }

    /** The value of this key. */
    public String get(String key) {
        String value = entries.get(key);
        if (value == null) {
            throw new IllegalStateException("the local stack gave no " + key + ", only " + entries.keySet());
        }
        return value;
    }

    /** The service's settings that make it use these servers. */
    public Map<String, String> serviceSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap.servers", get("kafka.bootstrap.servers"));
        settings.put("quarkus.s3.endpoint-override", get("s3.endpoint"));
        settings.put("quarkus.s3.aws.region", get("s3.region"));
        settings.put("quarkus.s3.aws.credentials.static-provider.access-key-id", get("s3.access.key"));
        settings.put("quarkus.s3.aws.credentials.static-provider.secret-access-key", get("s3.secret.key"));
        settings.put("tapedeck.store.bucket", get("s3.bucket"));
        settings.put("quarkus.redis.hosts", get("redis.url"));
        settings.put("quarkus.datasource.reactive.url", get("postgres.url"));
        settings.put("quarkus.datasource.username", get("postgres.user"));
        settings.put("quarkus.datasource.password", get("postgres.password"));
        settings.put("tapedeck.summary.clickhouse.url", get("clickhouse.url"));
        settings.put("tapedeck.summary.clickhouse.database", get("clickhouse.database"));
        settings.put("tapedeck.summary.clickhouse.user", get("clickhouse.user"));
        return settings;
    }
}
