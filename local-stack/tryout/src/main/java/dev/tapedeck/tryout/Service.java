package dev.tapedeck.tryout;

import dev.tapedeck.readback.StackAddresses;
import java.io.IOException;
import java.net.BindException;
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

/** The service under trial: in dev mode, or as packaged. */
final class Service {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMillis(200);
    private static final int HTTP_PORT = 8080;
    private static final int MANAGEMENT_PORT = 9000;
    private static final int OK = 200;

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
        int port = port(MANAGEMENT_PORT);
        List<String> command = options.once() ? packaged(addresses) : devMode();
        command.add(1, "-Dquarkus.http.port=" + port(HTTP_PORT));
        command.add(1, "-Dquarkus.management.port=" + port);
        ProcessBuilder process = new ProcessBuilder(command).directory(options.project().toFile());
        process.environment().put("JAVA_HOME", Java.home());
        Child service = children.add(Child.start(process, false, line -> terminal.say("service", line)));
        URI management = URI.create("http://127.0.0.1:" + port + "/q");
        awaitReady(service, URI.create(management + "/health/ready"));
        return management;
    }

    /** Dev mode knows the stack's fixed ports by itself. */
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
                "-Dquarkus.console.enabled=false",
                "-Dquarkus.analytics.disabled=true"));
    }

    private List<String> packaged(StackAddresses addresses) throws TryoutException {
        Path jar = options.project().resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new TryoutException(jar + " is missing: package the service first");
        }
        List<String> command = new ArrayList<>(List.of(
                Java.program(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dquarkus.log.console.json.enabled=false"));
        addresses.serviceSettings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static void awaitReady(Child service, URI health)
            throws IOException, InterruptedException, TryoutException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready(health)) {
            if (!service.alive()) {
                throw new TryoutException(
                        "the service ended with exit code " + service.exitCode() + "; the lines above say why");
            }
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

    /** The usual port if nothing else has it, else one that is free. */
    private static int port(int usual) throws IOException {
        for (int port : new int[] {usual, 0}) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Try the next one.
            }
        }
        throw new IOException("no port is free on 127.0.0.1");
    }
}
