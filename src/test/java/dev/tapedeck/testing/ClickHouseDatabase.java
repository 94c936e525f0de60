package dev.tapedeck.testing;

import dev.tapedeck.summary.SummaryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A database of its own on the local stack's ClickHouse. */
public final class ClickHouseDatabase {

    private static final Path SCRIPTS = Path.of("src/main/resources/clickhouse");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String name;
    private final UnaryOperator<String> change;

    private ClickHouseDatabase(String url, String name, UnaryOperator<String> change) {
        this.url = url;
        this.name = name;
        this.change = change;
    }

    /**
     * Creates one with the service's tables.
     *
     * @param change what is different about the statements that create them; an empty one is left out
     */
    public static ClickHouseDatabase create(UnaryOperator<String> change) {
        String url = LocalStack.shared().addresses().get("clickhouse.url");
        String name = "made_" + Long.toHexString(System.nanoTime());
        new ClickHouseDatabase(url, "system", change).run("CREATE DATABASE " + name);
        ClickHouseDatabase database = new ClickHouseDatabase(url, name, change);
        database.applyScripts();
        return database;
    }

    /** Creates those of the service's tables and views that are not there. */
    public void applyScripts() {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.sorted().toList()) {
                String script = Files.readString(file).replaceAll("(?m)^--.*$", "");
                Stream.of(script.split(";", -1))
                        .map(change)
                        .filter(sql -> !sql.isBlank())
                        .forEach(this::run);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Runs a statement and answers what it says, one row a line. */
    public List<String> run(String sql) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/?database=" + name))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != OK) {
                throw new IllegalStateException(response.body());
            }
            return response.body().lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The one number that a query answers. */
    public long number(String sql) {
        return Long.parseLong(run(sql).getFirst());
    }

    /** Where its server is. */
    public String url() {
        return url;
    }

    /** How the service is told of it. */
    public SummaryConfig.ClickHouse settings() {
        return settings(url);
    }

    /**
     * The same by way of a relay.
     *
     * @param address the relay's
     */
    public SummaryConfig.ClickHouse settings(String address) {
        return new SummaryConfig.ClickHouse() {
            @Override
            public String url() {
                return address;
            }

            @Override
            public String database() {
                return name;
            }

            @Override
            public String user() {
                return "default";
            }

            @Override
            public Optional<String> password() {
                return Optional.empty();
            }

            @Override
            public Optional<String> caCertificates() {
                return Optional.empty();
            }

            @Override
            public int concurrency() {
                return 1;
            }

            @Override
            public Duration timeout() {
                return TIMEOUT;
            }
        };
    }
}
