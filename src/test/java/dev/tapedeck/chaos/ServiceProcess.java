package dev.tapedeck.chaos;

import dev.tapedeck.testing.Meters;
import dev.tapedeck.testing.ProcessMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of the packaged service. It ends with this JVM at the latest. */
final class ServiceProcess {

    /** Where the packaged program is. */
    static final Path PROGRAM = Path.of("target/quarkus-app").toAbsolutePath();

    private static final Path JAR = PROGRAM.resolve("quarkus-run.jar");

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** A native executable to start in place of the jar. */
    private static final @Nullable String EXECUTABLE = System.getProperty("chaos.runner");

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
    private final int port;
    private final Process process;
    private final Path log;

    private ServiceProcess(int port, Process process, Path log) {
        this.port = port;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts the service.
     *
     * @param options of the virtual machine; an executable takes none
     * @param settings of the service
     * @param log where everything goes that it prints
     * @param arguments the command and what it needs; none for the service itself
     */
    static ServiceProcess start(List<String> options, Map<String, String> settings, Path log, String... arguments) {
        return start(Path.of("").toAbsolutePath(), options, settings, log, arguments);
    }

    /** @param home where it runs, which is its user's home too */
    static ServiceProcess start(
            Path home, List<String> options, Map<String, String> settings, Path log, String... arguments) {
        int port = freePort();
        Map<String, String> all = new TreeMap<>(settings);
        all.put("quarkus.management.port", Integer.toString(port));
        all.put("quarkus.log.console.json.enabled", "false");
        return start(home, port, options, all, Map.of(), log, arguments);
    }

    /** Starts the service with variables of the environment alone, which say that it has this port. */
    static ServiceProcess start(int port, Map<String, String> environment, Path log) {
        return start(Path.of("").toAbsolutePath(), port, List.of(), Map.of(), environment, log);
    }

    private static ServiceProcess start(
            Path home,
            int port,
            List<String> options,
            Map<String, String> settings,
            Map<String, String> environment,
            Path log,
            String... arguments) {
        // Libraries are unpacked under fixed names: over those of another one, were it not for a folder of its own.
        Path temporary = log.resolveSibling(log.getFileName() + ".tmp").toAbsolutePath();
        List<String> command = new ArrayList<>();
        command.add(EXECUTABLE == null ? JAVA.toString() : EXECUTABLE);
        command.add("-Djava.io.tmpdir=" + temporary);
        if (EXECUTABLE == null) {
            command.addAll(options);
        }
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (EXECUTABLE == null) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(temporary);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(log.toFile()));
            builder.environment().put("HOME", home.toString());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServiceProcess(port, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when it is gone, so that nobody takes it for alive and does not start the next one. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(KILL_LIMIT);
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGSTOP. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("-CONT");
    }

    /** Waits for its end; answers its exit code. */
    int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit)) {
                throw new AssertionError("it still runs after " + limit + ", see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Meters meters() {
        return new Meters(URI.create("http://127.0.0.1:" + port + "/q/metrics"));
    }

    /** The files on disk that it has open for writing, as the system tells. */
    List<Path> writes() {
        Path files = Path.of("/proc", Long.toString(process.pid()), "fd");
        List<Path> written = new ArrayList<>();
        try (Stream<Path> open = Files.list(files)) {
            for (Path one : open.toList()) {
                if (Files.isRegularFile(one) && !opened(one).endsWith("0")) {
                    written.add(one.toRealPath());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written;
    }

    /** How a file was opened, octal; its last digit is 0 when it was for reading alone. */
    private static String opened(Path descriptor) throws IOException {
        Path info = Path.of(descriptor.toString().replace("/fd/", "/fdinfo/"));
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow()
                .strip();
    }

    /** The memory that it takes, as the system counts. */
    long residentBytes() {
        return new ProcessMemory(process.pid()).residentBytes();
    }

    /** The most that it has taken so far. */
    long mostResidentBytes() {
        return new ProcessMemory(process.pid()).mostResidentBytes();
    }

    boolean live() {
        return healthy("live");
    }

    boolean ready() {
        return healthy("ready");
    }

    boolean started() {
        return healthy("started");
    }

    /** What a kind of health says; empty while nothing answers. */
    String health(String kind) {
        HttpResponse<String> answer = ask(kind);
        return answer == null ? "" : answer.body();
    }

    /** Makes it print what its threads do. */
    void printThreads() {
        signal("-QUIT");
    }

    /** Everything that it has printed so far. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean healthy(String kind) {
        HttpResponse<String> answer = ask(kind);
        return answer != null && answer.statusCode() == OK;
    }

    private @Nullable HttpResponse<String> ask(String kind) {
        return get("/q/health/" + kind);
    }

    /** What the management port answers; null while nothing does. */
    @Nullable HttpResponse<String> get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(ANSWER_LIMIT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
