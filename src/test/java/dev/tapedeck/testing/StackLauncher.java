package dev.tapedeck.testing;

import dev.tapedeck.readback.StackAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The launcher's process, talked to line by line. It ends when this JVM does, since its standard input ends then. */
final class StackLauncher implements StackControlMXBean {

    private static final Path JAR = Path.of("local-stack/target/stack/launcher.jar");

    /** JVMs that run side by side have one each. */
    static final Path FOLDER = Path.of(System.getProperty("e2e.folder", "target/e2e-stack"));

    private static final Path ADDRESSES = FOLDER.resolve("addresses.properties");
    private static final Path LOG = FOLDER.resolve("launcher.log");
    private static final String READY = "READY";

    /** The first start fetches the servers. */
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    private StackLauncher(Process process) {
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static StackLauncher start() {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("the local stack is not built: run ./mvnw -f local-stack/pom.xml package, "
                    + "or leave the end-to-end tests out with -DskipE2E");
        }
        try {
            Files.createDirectories(FOLDER);
            StackLauncher launcher = new StackLauncher(command().start());
            if (!READY.equals(launcher.answer(START_LIMIT))) {
                launcher.process.waitFor(10, TimeUnit.SECONDS);
                throw new IllegalStateException("the local stack did not start:\n" + Files.readString(LOG));
            }
            return launcher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> getAddresses() {
        try {
            return StackAddresses.read(ADDRESSES).entries();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized String command(String line) {
        try {
            commands.println(line);
            String answer = answer(COMMAND_LIMIT);
            if (answer == null || !answer.startsWith("OK")) {
                throw new IllegalStateException("the local stack was told '" + line + "' and said: " + answer);
            }
            return answer.substring(2).strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next line, or null when there is none. A read cannot be interrupted, so another thread reads. */
    private @Nullable String answer(Duration limit) throws InterruptedException {
        FutureTask<@Nullable String> line = new FutureTask<>(answers::readLine);
        Thread.ofPlatform().daemon().start(line);
        try {
            return line.get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the local stack does not answer, see " + LOG, e);
        }
    }

    private static ProcessBuilder command() {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        JAR.toString(),
                        "--ports=free",
                        "--data=" + FOLDER,
                        "--fresh",
                        "--clickhouse-sql=src/main/resources/clickhouse",
                        "--env-file=" + ADDRESSES,
                        "--stop-on-eof")
                .redirectError(Redirect.to(LOG.toFile()));
    }
}
