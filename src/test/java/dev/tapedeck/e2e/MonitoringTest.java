package dev.tapedeck.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tapedeck.telemetry.IntakeMeters;
import dev.tapedeck.testing.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/monitoring} holds, against the service's real metrics and the real Prometheus. */
@QuarkusTest
class MonitoringTest extends EndToEnd {

    private static final Path FOLDER = Path.of("deploy/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tapedeck|kafka|jvm|process|system)_[a-z_]*[a-z]\\b");
    private static final int SCRAPES = 5;

    @SuppressWarnings("NullAway.Init") // injected
    @Inject
    MeterRegistry registry;

    /** A message of every fate, and one of everything that is counted only when something is wrong. */
    @BeforeEach
    void traffic() {
        Payload payload = Payload.of("a", RrwebEvent.meta("https://example.com"), RrwebEvent.fullSnapshot());
        List<RecordMetadata> sent = new ArrayList<>();
        for (Payload one : List.of(
                payload, payload.of(Tenant.DISABLED), payload.of(Tenant.DIVERTED), payload.of(Tenant.DEAD_LETTERED))) {
            CaseRun run = CaseRun.of(EndToEndCase.written("monitored", "one message", one));
            sent.add(broker.send(run.message(one).toRecord()));
        }
        awaitCommitted(sent);
        IntakeMeters intake = new IntakeMeters(registry);
        intake.retried("test", new IllegalStateException("of the test"));
        intake.waited("test");
    }

    @Test
    void everyMetricThatIsNamedExists() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String file : List.of("alerts.yml", "grafana/dashboards/tapedeck.json")) {
            METRIC.matcher(Files.readString(FOLDER.resolve(file))).results().forEach(match -> named.add(match.group()));
        }
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(scraped());
    }

    /** A timer or a summary is documented by its name alone, whatever its series are called. */
    @Test
    void everyMetricOfOursIsDocumented() throws IOException {
        String document = Files.readString(Path.of("docs/metrics.md"));
        assertThat(scraped().stream()
                        .filter(name -> name.startsWith("tapedeck_"))
                        .map(name -> name.replaceFirst("_(bucket|sum|count|max)$", ""))
                        .distinct())
                .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    }

    @Test
    void everyMetricOfOursHasAHelpText() {
        assertThat(RestAssured.get(metrics).body().asString().lines())
                .filteredOn(line -> line.startsWith("# HELP tapedeck_"))
                .hasSizeGreaterThan(30)
                .allMatch(line -> line.split(" ", 4)[3].strip().length() > 3);
    }

    @Test
    void everyPanelHasAnAnswer(@TempDir Path folder) throws IOException {
        assumeTrue(PrometheusServer.isInstalled(), "no Prometheus on this machine");
        try (PrometheusServer prometheus = new PrometheusServer(folder, metrics, freePort())) {
            prometheus.awaitScrapes(SCRAPES);
            traffic();
            prometheus.awaitScrapes(2 * SCRAPES);
            List<String> silent = new ArrayList<>();
            List<String> expressions = expressions();
            for (String expression : expressions) {
                JsonNode answer = prometheus.query(expression);
                assertThat(answer.path("status").asText()).as(expression).isEqualTo("success");
                if (answer.path("data").path("result").isEmpty()) {
                    silent.add(expression);
                }
            }
            assertThat(expressions).hasSizeGreaterThan(30);
            assertThat(silent).isEmpty();
        }
    }

    @Test
    void alertsFireWhenTheyShould() throws IOException, InterruptedException {
        assumeTrue(PrometheusServer.isInstalled(), "no Prometheus on this machine");
        Process test = new ProcessBuilder("promtool", "test", "rules", "alerts-test.yml")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(test.getInputStream().readAllBytes());
        assertThat(test.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(test.exitValue()).as(output).isZero();
    }

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        new ObjectMapper()
                .readTree(FOLDER.resolve("grafana/dashboards/tapedeck.json").toFile())
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> expressions.add(target.path("expr")
                                .asText()
                                .replace("$instance", ".*")
                                .replace("$__rate_interval", "1m"))));
        return expressions;
    }

    private Set<String> scraped() {
        return RestAssured.get(metrics)
                .body()
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
