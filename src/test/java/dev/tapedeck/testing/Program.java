package dev.tapedeck.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged program, run until it ends or has said what a test waits for. */
public final class Program {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Program() {}

    /**
     * What came of a run.
     *
     * @param exitCode its exit code
     * @param output all that it printed, on standard output and standard error
     */
    public record Result(int exitCode, String output) {

        public List<String> lines() {
            return output.lines().toList();
        }
    }

    private interface Wait {
        void untilOver(Process process, Path output) throws InterruptedException;
    }

    /**
     * Runs it and waits for its end.
     *
     * @param settings as on the command line
     * @param arguments the command and what it needs
     */
    public static Result run(Map<String, String> settings, String... arguments) {
        return runWith(Map.of(), settings, arguments);
    }

    /**
     * Runs it and waits for its end.
     *
     * @param environment variables beside those that the test has
     * @param settings as on the command line
     * @param arguments the command and what it needs
     */
    public static Result runWith(Map<String, String> environment, Map<String, String> settings, String... arguments) {
        return run(environment, settings, List.of(arguments), (process, output) -> process.waitFor(LIMIT));
    }

    /** Runs the service until it has printed this text, then kills it. */
    public static Result runUntil(String text, Map<String, String> settings) {
        return run(Map.of(), settings, List.of(), (process, output) -> {
            await().atMost(LIMIT).until(() -> Files.readString(output).contains(text));
            process.destroyForcibly();
            process.waitFor(LIMIT);
        });
    }

    private static Result run(
            Map<String, String> environment, Map<String, String> settings, List<String> arguments, Wait wait) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile("tapedeck", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                wait.untilOver(process, output);
                if (process.isAlive()) {
                    throw new AssertionError("it still runs after " + LIMIT + ":\n" + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                process.destroyForcibly();
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
