package dev.tapedeck.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Prometheus, where one is installed, that scrapes the service once a second. */
final class PrometheusServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final String address;

    /**
     * @param folder for its data and its log
     * @param metrics what it scrapes
     */
    PrometheusServer(Path folder, URI metrics, int port) {
        String config = """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: tapedeck
                    metrics_path: %s
                    static_configs: [{targets: ["%s"]}]
                """.formatted(metrics.getPath(), metrics.getAuthority());
        address = "http://127.0.0.1:" + port;
        try {
            Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
            process = new ProcessBuilder(List.of(
                            "prometheus",
                            "--config.file=" + file,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the programs of Prometheus are on this machine. */
    static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus"))
                        && Files.isExecutable(Path.of(folder, "promtool")));
    }

    /** Waits until it has scraped the service so many times. */
    void awaitScrapes(int count) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> query("sum(count_over_time(up[1h]))")
                                .path("data")
                                .path("result")
                                .path(0)
                                .path("value")
                                .path(1)
                                .asInt()
                        >= count);
    }

    /** The answer to an instant query. */
    JsonNode query(String expression) throws IOException {
        return JSON.readTree(RestAssured.given()
                .queryParam("query", expression)
                .get(address + "/api/v1/query")
                .body()
                .asString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
