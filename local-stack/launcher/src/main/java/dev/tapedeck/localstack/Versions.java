package dev.tapedeck.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Versions of what does not come as a Java library; the build fills them in.
 *
 * @param chdb version of the npm package of the ClickHouse engine
 * @param chdbIntegrity its checksum as npm writes it, {@code sha512-} and base64
 * @param postgres version of PostgreSQL
 * @param redis version of Redis
 */
record Versions(String chdb, String chdbIntegrity, String postgres, String redis) {

    static Versions ofBuild() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("/versions.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Versions(
                properties.getProperty("chdb"),
                properties.getProperty("chdb.integrity"),
                properties.getProperty("postgres"),
                properties.getProperty("redis"));
    }
}
