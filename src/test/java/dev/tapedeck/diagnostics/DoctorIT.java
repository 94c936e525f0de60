package dev.tapedeck.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.LocalStack;
import dev.tapedeck.testing.Program;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** With settings that nothing could start with. */
    @ParameterizedTest
    @CsvSource({
        "doctor --help, 0, --fix",
        "--version, 0, tapedeck 0",
        "completion, 0, _complete_tapedeck",
        "doctor --fox, 2, --fox"
    })
    void whatNeedsNoServerIsSaidBeforeAnythingStarts(String line, int exit, String words) {
        Program.Result result = Program.run(Map.of("quarkus.profile", "nonsense"), line.split(" "));
        assertThat(result.output()).contains(words).doesNotContain("ERROR", "nonsense");
        assertThat(result.exitCode()).isEqualTo(exit);
    }

    /** As the doctor's own advice is typed. */
    @Test
    void theLauncherFindsTheProgramFromAnywhere() throws Exception {
        Path launcher = Path.of("target/quarkus-app/tapedeck").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "doctor", "--help")
                .directory(new File("/"))
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.inputReader().lines()).anyMatch(line -> line.startsWith("Usage: tapedeck doctor"));
        assertThat(process.waitFor()).isZero();
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
