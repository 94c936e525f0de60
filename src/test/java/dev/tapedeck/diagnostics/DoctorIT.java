package dev.tapedeck.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The doctor as people call it: the packaged program, which ends by itself. */
class DoctorIT {

    private static Map<String, String> settings = Map.of();

    @BeforeAll
    static void start() {
        StackAddresses addresses = LocalStack.shared().addresses();
        settings = addresses.serviceSettings();
    }

    @Test
    void allIsWellWithTheLocalStack() {
        Program.Result result = Program.run(settings, "doctor");
        assertThat(result.lines()).last().isEqualTo("All is well.");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void startsWhileNoServerAnswersAndNamesThemAll() {
        Map<String, String> nowhere = new HashMap<>(settings);
        nowhere.put("kafka.bootstrap.servers", "127.0.0.1:9");
        nowhere.put("quarkus.s3.endpoint-override", "http://127.0.0.1:9");
        nowhere.put("quarkus.redis.hosts", "redis://127.0.0.1:9");
        nowhere.put("quarkus.datasource.reactive.url", "postgresql://127.0.0.1:9/posthog");
        nowhere.put("tapedeck.summary.clickhouse.url", "http://127.0.0.1:9");
        Program.Result result = Program.run(nowhere, "doctor");
        assertThat(result.lines().stream().filter(line -> line.startsWith("BROKEN")))
                .as(result.output())
                .extracting(line -> line.split(" +")[1])
                .containsExactly("ClickHouse", "Kafka", "Postgres", "Redis", "S3");
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
