package dev.tapedeck.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real Redis on a free port for the tests of one class: running and empty before each of them. */
public final class RedisServer implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private int port;
    private @Nullable Path binary;
    private @Nullable Process process;
    private @Nullable Redis client;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        binary = unpack();
        client = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (process == null) {
            start();
        }
        send(Request.cmd(Command.FLUSHALL));
        send(Request.cmd(Command.CONFIG).arg("RESETSTAT"));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (process == null) {
            start();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
        redis().close();
        vertx.closeAndAwait();
        if (binary != null) {
            Files.delete(binary);
        }
    }

    public void start() {
        try {
            process = new ProcessBuilder(
                            String.valueOf(binary),
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--dir",
                            System.getProperty("java.io.tmpdir"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        assertThat(socket.isConnected()).isTrue();
                    } catch (IOException e) {
                        throw new AssertionError("not yet", e);
                    }
                });
    }

    public void stop() {
        Process running = process;
        process = null;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public Redis redis() {
        if (client == null) {
            throw new IllegalStateException("not started");
        }
        return client;
    }

    @Nullable public Response send(Request request) {
        return redis().send(request).await().atMost(Duration.ofSeconds(10));
    }

    /** Sets fields of a hash: their names and values in turn. */
    public void setFields(String key, String... fields) {
        Request request = Request.cmd(Command.HSET).arg(key);
        for (String field : fields) {
            request.arg(field);
        }
        send(request);
    }

    public void set(String key, String value) {
        send(Request.cmd(Command.SET).arg(key).arg(value));
    }

    @Nullable public String get(String key) {
        Response response = send(Request.cmd(Command.GET).arg(key));
        return response == null ? null : response.toString();
    }

    /** How long the value still lives, in seconds. */
    public long timeToLive(String key) {
        Response response = send(Request.cmd(Command.TTL).arg(key));
        return response == null ? -1 : response.toLong();
    }

    /** How often this command was called since the test began. */
    public long calls(String command) {
        Response response = send(Request.cmd(Command.INFO).arg("commandstats"));
        String prefix = "cmdstat_" + command.toLowerCase(Locale.ROOT) + ":calls=";
        return String.valueOf(response)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line -> Long.parseLong(line.substring(prefix.length(), line.indexOf(','))))
                .findFirst()
                .orElse(0);
    }

    /** The bytes that it has sent to all clients since the test began. */
    public long bytesSent() {
        String prefix = "total_net_output_bytes:";
        return String.valueOf(send(Request.cmd(Command.INFO).arg("stats")))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line -> Long.parseLong(line.substring(prefix.length())))
                .sum();
    }

    private static Path unpack() throws IOException {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = "redis-server-7.0.15-" + (mac ? "darwin" : "linux") + (arm ? "-arm64" : "-amd64");
        Path file = Files.createTempFile("redis-server", "");
        try (InputStream in = RedisServer.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("no " + name + " on the class path");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("not executable: " + file);
        }
        return file;
    }
}
