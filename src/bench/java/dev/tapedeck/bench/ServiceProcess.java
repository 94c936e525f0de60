package dev.tapedeck.bench;

import dev.tapedeck.readback.StackAddresses;
import dev.tapedeck.testing.ProcessMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own with a heap of 256 MiB, and what Linux counts of it. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final double TICKS_PER_SECOND = 100;
    private static final double MEBIBYTE = 1 << 20;

    private final Process process;
    private final URI ready;
    private final Path log;

    ServiceProcess(Path root, Variant variant, StackAddresses addresses, String topic, int batchSeconds)
            throws IOException {
        int port = freePort();
        ready = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
        log = root.resolve("target/drain-" + topic + ".log");
        List<String> command = new ArrayList<>(variant.before());
        addresses.serviceSettings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(System.getProperty("drain.options", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of(
                "-Dmp.messaging.incoming.recordings.topic=" + topic,
                "-Dmp.messaging.incoming.recordings.group.id=" + topic,
                "-Dtapedeck.session.batch-max-age=" + batchSeconds + "s",
                "-Dquarkus.http.port=" + freePort(),
                "-Dquarkus.management.port=" + port));
        command.addAll(variant.after());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Returns once it is ready. */
    void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!ready(client)) {
                check(System.nanoTime() < deadline, "is not ready");
                Thread.sleep(100);
            }
        }
    }

    /** Asks every millisecond, by bare sockets; returns the {@link System#nanoTime} of the first ready answer. */
    long firstReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answersOk()) {
            check(System.nanoTime() < deadline, "is not ready");
            Thread.sleep(1);
        }
        return System.nanoTime();
    }

    private boolean answersOk() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ready.getPort())) {
            String request = "GET " + ready.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean ready(HttpClient client) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Fails unless the process lives and the condition holds. */
    void check(boolean holds, String otherwise) {
        if (!holds || !process.isAlive()) {
            throw new IllegalStateException("the service " + (holds ? "has ended" : otherwise) + ", see " + log);
        }
    }

    /** CPU seconds used so far, all threads, the virtual machine's included. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** The most memory that it has had so far, MiB. */
    double peakMebibytes() {
        return new ProcessMemory(process.pid()).mostResidentBytes() / MEBIBYTE;
    }

    /** The memory that it has, MiB. */
    double residentMebibytes() {
        return new ProcessMemory(process.pid()).residentBytes() / MEBIBYTE;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
