package dev.tapedeck.tryout;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.tryout.StartLog.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The service under trial: in dev mode, or as packaged. */
final class Service {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final int HTTP_PORT = 8080;
    private static final int MANAGEMENT_PORT = 9000;
    private static final int OK = 200;
    private static final int ATTEMPTS = 3;

    private final Options options;
    private final Children children;
    private final Terminal terminal;

    Service(Options options, Children children, Terminal terminal) {
        this.options = options;
        this.children = children;
        this.terminal = terminal;
    }

    /** Starts it and waits until it is ready. Returns the address of its health and metrics. */
    URI start(StackAddresses addresses) throws IOException, InterruptedException, TryoutException {
        for (int attempt = 1; ; attempt++) {
            boolean usual = attempt == 1 && !options.once();
            StartLog log = new StartLog();
            Child service = children.add(launch(addresses, usual, log));
            switch (end(service, log)) {
                case Outcome.Listening(URI management) -> {
                    URI health = URI.create(management + "/q");
                    awaitReady(service, URI.create(health + "/health/ready"));
                    return health;
                }
                case Outcome.Failed(String line) -> throw new TryoutException("the service did not start: " + line);
                case Outcome.PortTaken() -> {
                    children.stop(service);
                    if (attempt == ATTEMPTS) {
                        throw new TryoutException("the service found no free port in " + ATTEMPTS + " attempts");
                    }
                    terminal.say("a port of the service is in use, by another copy perhaps: starting on other ports");
                }
            }
        }
    }

    private Child launch(StackAddresses addresses, boolean usualPorts, StartLog log)
            throws IOException, TryoutException {
        List<String> command = options.once() ? packaged() : devMode();
        List<String> settings = new ArrayList<>();
        addresses.serviceSettings().forEach((key, value) -> settings.add("-D" + key + "=" + value));
        // The system chooses the others, and none can be taken between the choice and the use.
        settings.add("-Dquarkus.http.port=" + (usualPorts ? HTTP_PORT : 0));
        settings.add("-Dquarkus.management.port=" + (usualPorts ? MANAGEMENT_PORT : 0));
        command.addAll(1, settings);
        ProcessBuilder process = new ProcessBuilder(command).directory(options.project().toFile());
        process.environment().put("JAVA_HOME", Java.home());
        return Child.start("service", process, false, line -> {
            terminal.say("service", line);
            log.hear(line);
        });
    }

    /** Waits for what its lines tell, or for its death. */
    private static Outcome end(Child service, StartLog log) throws InterruptedException, TryoutException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            boolean alive = service.alive();
            try {
                return log.outcome().get(STEP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!alive) {
                    service.check();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new TryoutException("the service has not started after " + START_LIMIT.toMinutes() + " minutes");
    }

    private List<String> devMode() {
        return new ArrayList<>(List.of(
                options.maven().toString(),
                "-q",
                "-B",
                "-ntp",
                "-f",
                options.project().resolve("pom.xml").toString(),
                "quarkus:dev",
                "-Dmaven.test.skip=true",
                "-DskipE2E",
                "-Dmaven.compiler.showWarnings=false",
                "-Dquarkus.console.enabled=false",
                "-Dquarkus.analytics.disabled=true",
                "-Djvm.args=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"));
    }

    private List<String> packaged() throws TryoutException {
        Path jar = options.project().resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new TryoutException(jar + " is missing: package the service first");
        }
        List<String> command = new ArrayList<>(List.of(
                Java.program(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dquarkus.log.console.json.enabled=false"));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static void awaitReady(Child service, URI health)
            throws IOException, InterruptedException, TryoutException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready(health)) {
            service.check();
            if (System.nanoTime() > deadline) {
                throw new TryoutException("the service is not ready after " + START_LIMIT.toMinutes() + " minutes; see "
                        + health);
            }
            Thread.sleep(STEP);
        }
    }

    private static boolean ready(URI health) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the service says of itself. */
    static String health(URI management) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(management + "/health"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }
}
